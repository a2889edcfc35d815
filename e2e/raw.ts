/** Requests whose headers are exactly those given, many at a time. */
import { Agent, type OutgoingHttpHeaders, request } from "node:http";

export type Sent = { method: string; path: string; headers: OutgoingHttpHeaders; body?: string };
export type HttpResponse = { status: number; headers: Record<string, string | string[] | undefined>; text: string };

const agent = new Agent({ keepAlive: true, maxSockets: 12 });

export function send(base: string, { method, path, headers, body }: Sent): Promise<HttpResponse> {
  const { hostname, port } = new URL(base);
  return new Promise((done, failed) => {
    const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
    const sent = request(
      { agent, hostname, port, method, path, headers: { ...headers, ...length }, setHost: false },
      async (response) => {
        let text = "";
        for await (const chunk of response.setEncoding("utf8")) text += chunk;
        done({ status: response.statusCode ?? 0, headers: response.headers, text });
      },
    );
    sent.on("error", failed);
    sent.end(body);
  });
}

/** Does the work for all, a few at a time. */
export async function each<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = all.values();
  await Promise.all(
    Array.from({ length: 12 }, async () => {
      for (const one of left) await work(one);
    }),
  );
}
