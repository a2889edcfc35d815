/** Private hosted zones of other accounts, beside the account's own, which LocalStack has. */
import type { IncomingMessage } from "node:http";
import type { Scope } from "../call";
import type { Ec2 } from "../ec2";
import type { OtherServiceResponse } from "../iam/other-services";
import { element, writeXml } from "../protocol/xml";
import type { Emulator } from "../upstream";
import { emulatorKey } from "../upstream";

/** What Route 53 says of zones of other accounts; null: LocalStack handles it. */
export async function zonesResponse(
  ec2: Ec2,
  emulator: Emulator,
  scope: Scope,
  { method = "", url = "", headers }: IncomingMessage,
): Promise<OtherServiceResponse | null> {
  const { hostedZones } = ec2.stateOf(scope);
  const { pathname, searchParams } = new URL(url, "http://localhost");
  const [, id = ""] = /^\/[\d-]+\/hostedzone\/([^/]+)/.exec(pathname) ?? [];
  if (hostedZones.has(id)) return denied(id);
  if (method !== "GET" || !/^\/[\d-]+\/hostedzonesbyvpc$/.test(pathname)) return null;
  const vpcId = searchParams.get("vpcid") ?? "";
  const others = [...hostedZones.values()].filter(({ vpcIds }) => vpcIds.includes(vpcId));
  if (others.length === 0) return null;
  const response = await fetch(`${emulator.url}${url}`, {
    headers: { authorization: String(headers.authorization), ...emulatorKey(emulator) },
  });
  const own = await response.text();
  const summaries = others
    .map(({ id, name, owningAccount }) =>
      element("HostedZoneSummary", { HostedZoneId: id, Name: `${name}.`, Owner: { OwningAccount: owningAccount } }),
    )
    .map((summary) => writeXml(summary).replace(/^<\?xml[^>]*\?>\s*/, ""));
  const body = own.replace(/<\/HostedZoneSummaries>/, `${summaries.join("")}</HostedZoneSummaries>`);
  return { status: response.status, type: "text/xml", body };
}

/** Route 53 API reference, Common Errors. */
function denied(id: string): OtherServiceResponse {
  const Message = `User is not authorized to access this resource: arn:aws:route53:::hostedzone/${id}`;
  const body = writeXml(element("ErrorResponse", { Error: { Type: "Sender", Code: "AccessDenied", Message } }));
  return { status: 403, type: "text/xml", body };
}
