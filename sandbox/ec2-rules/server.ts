/** The HTTP proxy in front of LocalStack: EC2's query protocol goes through the rules, everything else goes through. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Scope } from "./call";
import { control } from "./control";
import type { Ec2 } from "./ec2";
import { ecsResponse } from "./ecs/response";
import { Dropped } from "./faults";
import { forward } from "./forward";
import { responseOf } from "./iam/other-services";
import { namesResponse } from "./names/response";
import { readParams } from "./protocol/params";
import { Refused } from "./protocol/refuse";
import { element, writeXml } from "./protocol/xml";
import { requestRefusal } from "./request-filter";
import type { Emulator } from "./upstream";

export type ProxyOptions = { ec2: Ec2; emulator: Emulator; port: number; control: boolean };

/** Starts the proxy on loopback. */
export async function startProxy(options: ProxyOptions): Promise<{ url: string; server: Server }> {
  const server = createServer((incoming, response) => {
    const refusal = requestRefusal(incoming);
    if (refusal) {
      response.writeHead(refusal.status, { "content-type": "text/plain", connection: "close" }).end(refusal.text);
      return;
    }
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      serve(options, incoming, Buffer.concat(chunks), response).catch((error: unknown) => {
        if (!(error instanceof Dropped)) console.error(error);
        response.destroy();
      });
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((done, failed) => {
    server.once("error", failed);
    server.listen(options.port, "127.0.0.1", done);
  });
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : options.port;
  return { url: `http://127.0.0.1:${port}`, server };
}

async function serve(
  { ec2, emulator, control: open }: ProxyOptions,
  incoming: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<void> {
  const [pathname = "", ...query] = (incoming.url ?? "").split("?");
  if (pathname === "/_postern/ec2-rules") {
    // Who asks EC2 without being allowed to harm it must know that a dry run is one here.
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ dryRun: "honoured" }));
    return;
  }
  if (open && pathname.startsWith("/_postern/")) {
    const result = control(ec2, incoming.method ?? "GET", pathname, body.toString());
    response.writeHead(result === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(result ?? { error: "Unknown" }));
    return;
  }
  const { service, scope } = credentialScope(incoming);
  if (service === "route53") ec2.route53Used = true;
  if (service !== "ec2") return other({ ec2, emulator, service, scope }, incoming, body, response);
  const { status, body: xml, requestId } = await ec2.handle(scope, readParams(query.join("?"), body.toString()));
  response.writeHead(status, { "content-type": "text/xml;charset=UTF-8", "x-amzn-requestid": requestId });
  response.end(xml);
}

/**
 * A call to another service: faults may hit STS, which uses the query protocol too, and policies may deny it; besides that
 * nothing is touched.
 */
async function other(
  { ec2, emulator, service, scope }: { ec2: Ec2; emulator: Emulator; service: string; scope: Scope },
  incoming: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<void> {
  try {
    if (service === "sts") await ec2.faults.strike(readParams(body.toString()).get("Action") ?? "");
    const own =
      responseOf(ec2.principals, { service, scope }, incoming, body.toString()) ??
      (await namesResponse({ ec2, emulator, service, scope }, incoming, body.toString())) ??
      (service === "ecs" ? await ecsResponse(ec2, scope, incoming, body.toString()) : null);
    if (!own) return forward(incoming, body, response, emulator);
    response.writeHead(own.status, { "content-type": own.type, ...own.headers });
    response.end(own.body);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { code: Code, message: Message } = error;
    response.writeHead(error.status, { "content-type": "text/xml" });
    response.end(writeXml(element("ErrorResponse", { Error: { Type: "Sender", Code, Message } })));
  }
}

/** Which service a request is for, and whose account it is, from its credential scope. */
function credentialScope(incoming: IncomingMessage): { service: string; scope: Scope } {
  const signed = /Credential=([^/]+)\/\d+\/([^/]+)\/([^/]+)\/aws4_request/.exec(incoming.headers.authorization ?? "");
  const [, accessKey = "", region = "", service = ""] = signed ?? [];
  return { service, scope: { accessKey, region, account: /^\d{12}$/.test(accessKey) ? accessKey : "000000000000" } };
}
