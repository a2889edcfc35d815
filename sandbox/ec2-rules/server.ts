/** The HTTP proxy in front of LocalStack. */
import { createServer, type Server } from "node:http";
import { forward } from "./forward";

/** Starts the proxy on loopback and answers with its URL. */
export async function startProxy(options: {
  upstream: string;
  port: number;
}): Promise<{ url: string; server: Server }> {
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => forward(incoming, Buffer.concat(chunks), response, options.upstream));
  });
  await new Promise<void>((done, failed) => {
    server.once("error", failed);
    server.listen(options.port, "127.0.0.1", done);
  });
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : options.port;
  return { url: `http://127.0.0.1:${port}`, server };
}
