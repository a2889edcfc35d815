/** What Route 53, Resolver and Profiles say, as far as LocalStack does not. */
import type { IncomingMessage } from "node:http";
import type { Scope } from "../call";
import type { Ec2 } from "../ec2";
import type { OtherAnswer } from "../iam/other-services";
import type { Emulator } from "../upstream";
import { firewallAnswer } from "./firewall";
import { profilesAnswer } from "./profiles";
import { zonesAnswer } from "./zones";

type To = { ec2: Ec2; emulator: Emulator; service: string; scope: Scope };

/** An answer in LocalStack's place, or null: then LocalStack carries the call out. */
export async function namesAnswer(
  { ec2, emulator, service, scope }: To,
  incoming: IncomingMessage,
  body: string,
): Promise<OtherAnswer | null> {
  if (service === "route53") return zonesAnswer(ec2, emulator, scope, incoming);
  if (service === "route53resolver") return firewallAnswer(ec2, scope, incoming, body);
  if (service !== "route53profiles") return null;
  return profilesAnswer(ec2, scope, incoming.method ?? "GET", incoming.url ?? "/", body);
}
