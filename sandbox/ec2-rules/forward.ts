/** Passing an HTTP request on to LocalStack, unchanged. */
import { Agent, type IncomingMessage, request, type ServerResponse } from "node:http";

const agent = new Agent({ keepAlive: true, maxSockets: 32 });

/** Sends the request with this body to `upstream` and pipes the answer back as it comes. */
export function forward(incoming: IncomingMessage, body: Buffer, response: ServerResponse, upstream: string): void {
  const outgoing = request(
    new URL(incoming.url ?? "/", upstream),
    { method: incoming.method, headers: { ...incoming.headers, "content-length": body.length }, agent },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    },
  );
  outgoing.on("error", () => {
    if (!response.headersSent) response.writeHead(502);
    response.end();
  });
  outgoing.end(body);
}
