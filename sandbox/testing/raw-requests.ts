/** Handwritten requests that try to make a server reach another one, or serve a page. */
import { connect, createServer } from "node:net";

/** Request targets that one program or another takes for an address at `authority`. */
export const targetsElsewhere = (authority: string): string[] => {
  const slashes = ["//", "///", "////", "/\\", "/\\\\", "/\\/", "\\\\", "\\/"];
  const encoded = ["/%2f", "/%2F", "/%2f%2f", "%2f%2f", "/%5c", "/%5C%5C", "/%252f", "/%25252f", "/%255c", "/%2f%5c"];
  const schemes = ["http:", "HTTP:", "https:", "ws:", "ftp:", "javascript:"];
  return [
    ...[...slashes, ...encoded].map((begin) => `${begin}${authority}/`),
    ...["//user@", "//127.0.0.1@", "//127.0.0.1:80@"].map((begin) => `${begin}${authority}/`),
    ...schemes.flatMap((scheme) => ["//", "/", "", "\\\\", "///"].map((slash) => `${scheme}${slash}${authority}/`)),
    `http://localhost@${authority}/`,
    `http:\\\\${authority}\\`,
    `//${authority}`,
    `//${authority}?Action=DescribeVpcs`,
    authority,
    `@${authority}/`,
    `?//${authority}/`,
    "*",
    "",
  ];
};

/** Targets that name no other server, though they hold its name: they lead to the server that is asked. */
export const targetsHere = (authority: string): string[] => [
  `/@${authority}/`,
  `/;//${authority}/`,
  `/x//${authority}/`,
  `/.//${authority}/`,
  `/..//${authority}/`,
  `/%2e%2e//${authority}/`,
  `/http://${authority}/`,
  `/?http://${authority}/`,
  `/?url=//${authority}/`,
  `/#//${authority}/`,
];

export type Raw = { method?: string; target: string; version?: string; headers: readonly string[]; body?: string };

/** Sends a request to a port of this machine, to the letter; gives what comes back until the connection ends. */
export function sendRaw(
  port: number,
  { method = "GET", target, version = "1.1", headers, body = "" }: Raw,
): Promise<string> {
  const length = body === "" ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  const lines = [`${method} ${target} HTTP/${version}`, ...headers, ...length, "Connection: close", "", body];
  return new Promise((done) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, "127.0.0.1", () => socket.write(lines.join("\r\n")));
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", () => socket.destroy());
    socket.on("close", () => done(Buffer.concat(chunks).toString()));
  });
}

/** The status of a response; 0 when the connection ended without one. */
export const statusOf = (response: string): number => Number(/^HTTP\/1\.[01] (\d{3})/.exec(response)?.[1] ?? 0);

export const CANARY = "canary-of-another-server";

/** Another server of this machine, which must not be reached. */
export async function otherServer() {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on("error", () => socket.destroy());
    socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${CANARY.length}\r\nConnection: close\r\n\r\n${CANARY}`);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return { port, connections: () => connections, close: () => server.close() };
}
