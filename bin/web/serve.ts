import { createServer, type Server } from "node:http";
import type { Socket } from "node:net";
import next from "next";
import { admitted, HEADER_BYTES } from "#lib/server/door";
import { log } from "#lib/server/log";
import { newNonce, responseHeaders } from "#lib/server/response-headers";
import { settings } from "#lib/server/settings";
import { root } from "../setup/paths.mjs";

/** Who sends slower than this wants to keep connections open, not to say something. */
const HEADERS_SECONDS = 10;
const REQUEST_SECONDS = 60;
const CONNECTIONS = 512;

/** Serves the pages until a signal comes. */
export async function serve(): Promise<void> {
  const { host, port } = settings();
  const server = createServer({
    maxHeaderSize: HEADER_BYTES,
    headersTimeout: HEADERS_SECONDS * 1000,
    requestTimeout: REQUEST_SECONDS * 1000,
    connectionsCheckingInterval: 2_000,
    requireHostHeader: false,
  });
  server.maxConnections = CONNECTIONS;
  // Postern speaks no other protocol; Next.js would listen for one on the server that it is given.
  const app = next({ dev: false, dir: root, hostname: host, port, httpServer: createServer() });
  await app.prepare();
  const pages = app.getRequestHandler();

  server.on("request", async (request, response) => {
    try {
      if (await admitted(request, response)) await pages(request, response);
    } catch (error) {
      log.error({ err: error }, "a request failed");
      if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
      response.end();
    }
  });
  server.on("upgrade", (_, socket: Socket) => refuse(socket, "400 Bad Request"));
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => refuse(socket, statusOf(error)));
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => end(server));
  await new Promise<void>((listening, failed) => {
    server.once("error", failed);
    server.listen(port, host, listening);
  });
}

function statusOf({ code }: NodeJS.ErrnoException): string {
  if (code === "HPE_HEADER_OVERFLOW") return "431 Request Header Fields Too Large";
  return code === "ERR_HTTP_REQUEST_TIMEOUT" ? "408 Request Timeout" : "400 Bad Request";
}

/** Answers what is not even a request. */
function refuse(socket: Socket, status: string): void {
  if (!socket.writable) return;
  const headers = { ...responseHeaders(newNonce()), connection: "close", "content-length": "0" };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status}\r\n${lines.join("")}\r\n`);
}

/** Lets answers that are under way go out first. */
function end(server: Server): void {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
}
