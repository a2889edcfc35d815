import type { Change, Json } from "#lib/core/format/plan-format";
import { shortName } from "#lib/core/network/services/service";
import type { Snapshot } from "#lib/core/network/snapshot";
import { listed } from "#lib/core/text/phrases";
import { visible } from "#lib/core/text/untrusted";
import { rulesByPorts, traffic } from "#lib/render/rules";

const text = (value: Json | undefined): string => (typeof value === "string" ? value : "");

/** What a change does, in a few words: "Create endpoint ecr.api", "Allow egress on tcp 443 from tasks". Names come from the snapshot. */
export function changeTitle(
  { kind, id, input }: Change,
  snapshot: Pick<Snapshot, "securityGroups" | "endpoints" | "region">,
): string {
  const group = () => {
    const found = snapshot.securityGroups.find((one) => one.id === text(input.GroupId));
    return found?.name ?? (text(input.GroupId).startsWith("${") ? "the endpoints' group" : text(input.GroupId));
  };
  const service = () => {
    const endpoint = snapshot.endpoints.find((one) => one.id === text(input.VpcEndpointId));
    const name = text(input.ServiceName) || endpoint?.serviceName;
    return name
      ? shortName(name, snapshot.region)
      : id.replace(/^(modify-endpoint|enable-private-dns)-/, "").replaceAll("_", ".");
  };
  const ports = () => {
    const ranges = rulesByPorts({ input }).map(traffic);
    return ranges.length > 0 ? ` on ${listed(ranges)}` : "";
  };
  const titles: Record<Change["kind"], () => string> = {
    "create-security-group": () => `Create security group ${text(input.GroupName)}`,
    "authorize-egress": () => `Allow egress${ports()} from ${group()}`,
    "authorize-ingress": () => `Allow ingress${ports()} to ${group()}`,
    "enable-dns-support": () => "Turn DNS resolution on",
    "enable-dns-hostnames": () => "Turn DNS hostnames on",
    "create-endpoint": () =>
      `Create ${input.VpcEndpointType === "Gateway" ? "gateway endpoint" : "endpoint"} ${service()}`,
    "modify-endpoint": () => `Change endpoint ${service()}`,
    "enable-private-dns": () => `Turn private DNS on for ${service()}`,
  };
  return visible(titles[kind]());
}
