/** A small server for EC2's query protocol: a test sets each action's response, and sees the calls. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Target } from "#lib/core/run/target";

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
  const server = createServer((request, response) => {
    now += 1;
    most = Math.max(most, now);
    let form = "";
    request.on("data", (chunk) => {
      form += chunk;
    });
    request.on("end", () => {
      // Other services than EC2 and STS are not there.
      if (!new URLSearchParams(form).has("Action")) {
        now -= 1;
        return void response.writeHead(501).end();
      }
      const call = Object.fromEntries(new URLSearchParams(form));
      calls.push(call);
      const action = call.Action ?? "";
      const accessKeyId = /Credential=(\w+)\//.exec(request.headers.authorization ?? "")?.[1] ?? "";
      const { status = 200, body, delayMs = 0 } = responses[action]?.(call, accessKeyId) ?? list(action, "");
      setTimeout(() => {
        now -= 1;
        response.writeHead(status, { "content-type": "text/xml", "x-amzn-requestid": "req-1" }).end(body);
      }, delayMs);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    target: { region: "us-east-1", profile: null, endpointUrl: `http://127.0.0.1:${port}`, sandbox: true },
    calls,
    mostAtOnce: () => most,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
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
