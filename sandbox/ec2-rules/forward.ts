/** Passing an HTTP request on to LocalStack, unchanged. */
import { Agent, type IncomingHttpHeaders, type IncomingMessage, request, type ServerResponse } from "node:http";
import { type Emulator, emulatorKey } from "./upstream";

const agent = new Agent({ keepAlive: true, maxSockets: 32 });

/** Headers about one connection of the two (RFC 9110, Connection), and those that only the proxy may send to LocalStack. */
const NOT_FORWARDED = /^(?:connection|expect|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|x-postern-.*)$/;

/** Sends path, query, headers and this body to the emulator, whatever the path says, and pipes the response back. */
export function forward(incoming: IncomingMessage, body: Buffer, response: ServerResponse, emulator: Emulator): void {
  const headers = { ...forwarded(incoming.headers), ...emulatorKey(emulator), "content-length": body.length };
  const outgoing = request(
    emulator.url,
    { path: incoming.url, method: incoming.method, headers, agent },
    (received) => {
      response.writeHead(received.statusCode ?? 502, forwarded(received.headers));
      received.pipe(response);
    },
  );
  outgoing.on("error", () => {
    if (!response.headersSent) response.writeHead(502);
    response.end();
  });
  outgoing.end(body);
}

const forwarded = (headers: IncomingHttpHeaders): IncomingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !NOT_FORWARDED.test(name)));
