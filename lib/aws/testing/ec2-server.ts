/** A small server that speaks EC2's query protocol: a test says what each action answers, and sees what was asked. */
import { text } from "node:stream/consumers";
import type { Target } from "#lib/core/run/target";
import { loopbackServer } from "./loopback";

export type MockResponse = { status?: number; body: string; delayMs?: number };

/** Parameters of a call as EC2's query protocol writes them: `Filter.1.Value.1`. */
export type Call = Readonly<Record<string, string>>;

export type Ec2Server = { target: Target; calls: Call[]; mostAtOnce: () => number; stop(): Promise<void> };

/**
 * Starts it on a free port of the loopback address. Without a response for an action, that action's list is empty. Responses get
 * the access key id that a call was signed with.
 */
export async function ec2Server(
  responses: Record<string, (call: Call, accessKeyId: string) => MockResponse>,
): Promise<Ec2Server> {
  const calls: Call[] = [];
  let now = 0;
  let most = 0;
  const { url, stop } = await loopbackServer(async (request, response) => {
    const call = Object.fromEntries(new URLSearchParams(await text(request)));
    // Other services than EC2 and STS are not there, and do not count.
    if (call.Action === undefined) return void response.writeHead(501).end();
    now += 1;
    most = Math.max(most, now);
    calls.push(call);
    const accessKeyId = /Credential=(\w+)\//.exec(request.headers.authorization ?? "")?.[1] ?? "";
    const { status = 200, body, delayMs = 0 } = responses[call.Action]?.(call, accessKeyId) ?? list(call.Action, "");
    setTimeout(() => {
      now -= 1;
      response.writeHead(status, { "content-type": "text/xml", "x-amzn-requestid": "req-1" }).end(body);
    }, delayMs);
  });
  return {
    target: { region: "us-east-1", profile: null, endpointUrl: url, sandbox: true },
    calls,
    mostAtOnce: () => most,
    stop,
  };
}

/** A response's XML around its members, with a token when there is a next page. */
export function list(action: string, members: string, nextToken?: string): MockResponse {
  const token = nextToken ? `<nextToken>${nextToken}</nextToken>` : "";
  return { body: `<${action}Response>${members}${token}</${action}Response>` };
}

export function failure(code: string, message: string, status = 400): MockResponse {
  const error = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  return { status, body: `<Response><Errors>${error}</Errors></Response>` };
}
