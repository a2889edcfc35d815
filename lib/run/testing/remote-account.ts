/** A gateway over HTTP, so that an account in memory outlives the worker processes that tests kill. */
import { text } from "node:stream/consumers";
import { type AwsError, isAwsError, type WriteGateway } from "#lib/aws/gateway";
import { type LoopbackServer, loopbackServer } from "#lib/aws/testing/loopback";
import { refuse } from "./fake-state";

/** A call of a gateway, and the id of the process that sent it. */
export type Message = { method: keyof WriteGateway; values: unknown[]; pid: number };

/** To be thrown where a connection breaks without a response. */
export class ConnectionLost extends Error {
  override readonly name = "ConnectionLost";
}

/** Serves gateways on loopback, told apart by the path of their URL. */
export function serveGateways(answer: (message: Message, path: string) => Promise<unknown>): Promise<LoopbackServer> {
  return loopbackServer(async (request, response) => {
    try {
      const result = await answer(JSON.parse(await text(request)) as Message, request.url ?? "");
      response.end(JSON.stringify({ result }));
    } catch (error) {
      if (isAwsError(error)) return void response.end(JSON.stringify({ error: { ...error, message: error.message } }));
      response.destroy();
      if (!(error instanceof ConnectionLost)) throw error;
    }
  });
}

/** What a gateway answers to a message. */
export function answerOf(gateway: WriteGateway, { method, values }: Message): Promise<unknown> {
  return (gateway[method] as (...values: unknown[]) => Promise<unknown>)(...values);
}

/** Serves one gateway. `onCall` is called for each mutation, after its effect and before its response, with its sender's id. */
export function serveAccount(
  gatewayNow: () => WriteGateway,
  onCall: (operation: string, pid: number) => Promise<void>,
): Promise<LoopbackServer> {
  return serveGateways(async (message) => {
    const result = await answerOf(gatewayNow(), message);
    if (message.method === "call") await onCall(String(message.values[0]), message.pid);
    return result;
  });
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
