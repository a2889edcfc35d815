import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import next from "next";
import { accepted, HEADER_BYTES } from "#lib/server/http/request-filter";
import { newNonce, responseHeaders } from "#lib/server/http/response-headers";
import { log } from "#lib/server/log";
import { isLoopback, settings } from "#lib/server/settings";
import { isAbsent, LOOPBACK } from "../ports";
import { root } from "../setup/paths.mjs";

/** Clients that send slower than this are holding connections open. */
const HEADERS_SECONDS = 10;
const REQUEST_SECONDS = 60;
const CONNECTIONS = 512;

/** Serves the pages until a signal comes. */
export async function serve(): Promise<void> {
  const { host, port } = settings();
  // Under another name for loopback, Next.js takes a rewrite for one to another server, and asks that over the network.
  const hostname = isLoopback(host) ? "localhost" : host;
  // Postern supports no other protocol; Next.js would listen for one on the server that it is given.
  const app = next({ dev: false, dir: root, hostname, port, httpServer: createServer() });
  await app.prepare();
  const pages = app.getRequestHandler();
  // Both addresses of loopback are Postern's: what listens on the other would be sent its cookies.
  const servers = (isLoopback(host) ? LOOPBACK : [host]).map((address) => ({ address, server: newServer(pages) }));
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void end(servers));
  await Promise.all(servers.map(({ address, server }) => listen(server, port, address)));
}

type Pages = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

function newServer(pages: Pages): Server {
  const server = createServer({
    maxHeaderSize: HEADER_BYTES,
    headersTimeout: HEADERS_SECONDS * 1000,
    requestTimeout: REQUEST_SECONDS * 1000,
    connectionsCheckingInterval: 2_000,
    requireHostHeader: false,
  });
  server.maxConnections = CONNECTIONS;
  server.on("request", async (request, response) => {
    try {
      if (await accepted(request, response)) await pages(request, response);
    } catch (error) {
      log.error({ err: error }, "a request failed");
      if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
      response.end();
    }
  });
  server.on("upgrade", (_, socket: Socket) => refuse(socket, "400 Bad Request"));
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket) => refuse(socket, statusOf(error)));
  return server;
}

/** Without IPv6 there is one address less to listen on. */
function listen(server: Server, port: number, address: string): Promise<void> {
  return new Promise((listening, failed) => {
    server.once("error", (error) => (address === LOOPBACK[1] && isAbsent(error) ? listening() : failed(error)));
    server.listen(port, address, listening);
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

/** Waits for responses in flight. */
async function end(servers: readonly { server: Server }[]): Promise<void> {
  await Promise.all(
    servers.map(({ server }) => {
      const closed = new Promise((done) => server.close(done));
      server.closeIdleConnections();
      return closed;
    }),
  );
  process.exit(0);
}
