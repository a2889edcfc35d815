/** What Route 53, Resolver and Profiles say, as far as LocalStack does not. */
import type { IncomingMessage } from "node:http";
import type { Scope } from "../call";
import type { Ec2 } from "../ec2";
import type { OtherServiceResponse } from "../iam/other-services";
import type { Emulator } from "../upstream";
import { firewallResponse } from "./firewall";
import { profilesResponse } from "./profiles";
import { zonesResponse } from "./zones";

type To = { ec2: Ec2; emulator: Emulator; service: string; scope: Scope };

/** A response in LocalStack's place, or null: then LocalStack carries the call out. */
export async function namesResponse(
  { ec2, emulator, service, scope }: To,
  incoming: IncomingMessage,
  body: string,
): Promise<OtherServiceResponse | null> {
  if (service === "route53") return zonesResponse(ec2, emulator, scope, incoming);
  if (service === "route53resolver") return firewallResponse(ec2, scope, incoming, body);
  if (service !== "route53profiles") return null;
  return profilesResponse(ec2, scope, incoming.method ?? "GET", incoming.url ?? "/", body);
}
