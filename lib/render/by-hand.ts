import type { Change } from "#lib/core/format/plan-format";
import { referencesIn } from "#lib/core/format/requests";
import { kebab, optionsOf } from "./cli/arguments";
import { word } from "./cli/words";
import type { Names } from "./pieces";

/** A request as one command line, for what a template cannot express; `"$Name"` stands for what the template creates. */
export function commandLine(request: Change, names: Names, region: string): string {
  return [`aws ec2 ${kebab(request.operation)}`, ...optionsOf(request, names), `--region ${word(region)}`].join(" ");
}

/** The request that creates the endpoint which this one only switches private DNS on for; null for all others. */
export function createdEndpoint(request: Change, list: readonly Change[]): Change | null {
  const { VpcEndpointId: endpoint, DnsOptions: _, ...rest } = request.input;
  if (request.operation !== "ModifyVpcEndpoint" || Object.keys(rest).join() !== "PrivateDnsEnabled") return null;
  const [reference] = referencesIn(String(endpoint));
  return list.find(({ id, operation }) => id === reference?.source && operation === "CreateVpcEndpoint") ?? null;
}
