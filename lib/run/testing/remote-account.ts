/** A gateway over HTTP, so that an account in memory outlives the worker processes that tests kill. */
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { type AwsError, isAwsError, type WriteGateway } from "#lib/aws/gateway";
import { refuse } from "./fake-state";

type Message = { method: keyof WriteGateway; values: unknown[]; pid: number };

export type AccountServer = {
  url: string;
  close(): Promise<void>;
};

/**
 * Serves a gateway on loopback. `onCall` is called for each mutation, after its effect and before its response, with the id of
 * the process that sent it.
 */
export async function serveAccount(
  gatewayNow: () => WriteGateway,
  onCall: (operation: string, pid: number) => Promise<void>,
): Promise<AccountServer> {
  const server = createServer(async (request, response) => {
    const { method, values, pid } = JSON.parse(await text(request)) as Message;
    try {
      const ask = gatewayNow()[method] as (...values: unknown[]) => Promise<unknown>;
      const result = await ask(...values);
      if (method === "call") await onCall(String(values[0]), pid);
      respond(response, { result });
    } catch (error) {
      if (!isAwsError(error)) throw error;
      respond(response, { error: { ...error, message: error.message } });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function respond(response: ServerResponse, body: unknown): void {
  response.end(JSON.stringify(body));
}

/** The other end, in a worker process. */
export function remoteGateway(url: string | null): WriteGateway {
  if (!url) throw new Error("the target names no account server");
  return new Proxy({} as WriteGateway, {
    get:
      (_, method) =>
      async (...values: unknown[]) => {
        const body = JSON.stringify({ method, values, pid: process.pid });
        const { result, error } = await responseTo(url, body);
        if (error) throw refuse(error.kind, error.code, error.message, error.operation);
        return result;
      },
  });
}

/** A connection that breaks is what the SDK's callers know as an unreachable EC2. */
async function responseTo(url: string, body: string): Promise<{ result?: unknown; error?: AwsError }> {
  try {
    return (await (await fetch(url, { method: "POST", body })).json()) as { result?: unknown; error?: AwsError };
  } catch (error) {
    throw refuse("unreachable", "ECONNRESET", error instanceof Error ? error.message : String(error));
  }
}
