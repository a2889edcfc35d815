import type { Change, ChangeKind, Json } from "#lib/core/format/plan-format";
import { shortName } from "#lib/core/network/services/service";
import type { SecurityGroup, VpcEndpoint } from "#lib/core/network/snapshot";
import { listed } from "#lib/core/text/phrases";
import { visible } from "#lib/core/text/untrusted";
import { rulesByPorts, traffic } from "#lib/render/rules";

const text = (value: Json | undefined): string => (typeof value === "string" ? value : "");

/** Where names come from: a snapshot, or what a run has stored. */
export type NamedResources = {
  region: string;
  securityGroups: readonly Pick<SecurityGroup, "id" | "name">[];
  endpoints: readonly Pick<VpcEndpoint, "id" | "serviceName">[];
};

/** What a change is about: a group's name, or a service's short one; the id where no name is known. */
function subjectOf({ id, input }: Change, { region, securityGroups, endpoints }: NamedResources) {
  const groupId = text(input.GroupId);
  const found = securityGroups.find((one) => one.id === groupId);
  const endpoint = endpoints.find((one) => one.id === text(input.VpcEndpointId));
  const serviceName = text(input.ServiceName) || endpoint?.serviceName;
  const ranges = rulesByPorts({ input }).map(traffic);
  return {
    group: found?.name ?? (groupId.startsWith("${") ? "the endpoints' group" : groupId),
    newGroup: text(input.GroupName),
    service: serviceName
      ? shortName(serviceName, region)
      : id.replace(/^(modify-endpoint|enable-private-dns)-/, "").replaceAll("_", "."),
    endpoint: input.VpcEndpointType === "Gateway" ? "gateway endpoint" : "endpoint",
    ports: ranges.length > 0 ? ` on ${listed(ranges)}` : "",
  };
}

type Titles = Record<ChangeKind, (subject: ReturnType<typeof subjectOf>) => string>;

const DO: Titles = {
  "create-security-group": ({ newGroup }) => `Create security group ${newGroup}`,
  "authorize-egress": ({ ports, group }) => `Allow egress${ports} from ${group}`,
  "authorize-ingress": ({ ports, group }) => `Allow ingress${ports} to ${group}`,
  "enable-dns-support": () => "Turn DNS resolution on",
  "enable-dns-hostnames": () => "Turn DNS hostnames on",
  "create-endpoint": ({ endpoint, service }) => `Create ${endpoint} ${service}`,
  "modify-endpoint": ({ service }) => `Change endpoint ${service}`,
  "enable-private-dns": ({ service }) => `Turn private DNS on for ${service}`,
};

const UNDO: Titles = {
  "create-security-group": ({ newGroup }) => `Delete security group ${newGroup}`,
  "authorize-egress": ({ ports, group }) => `Revoke egress${ports} from ${group}`,
  "authorize-ingress": ({ ports, group }) => `Revoke ingress${ports} to ${group}`,
  "enable-dns-support": () => "Turn DNS resolution off",
  "enable-dns-hostnames": () => "Turn DNS hostnames off",
  "create-endpoint": ({ endpoint, service }) => `Delete ${endpoint} ${service}`,
  "modify-endpoint": ({ service }) => `Change endpoint ${service} back`,
  "enable-private-dns": ({ service }) => `Turn private DNS off for ${service}`,
};

/** What a change does, in a few words: "Create endpoint ecr.api", "Allow egress on tcp 443 from tasks". Escaped. */
export const changeTitle = (change: Change, named: NamedResources): string =>
  visible(DO[change.kind](subjectOf(change, named)));

/** What undoes a change: "Delete endpoint ecr.api", "Revoke egress on tcp 443 from tasks". Escaped. */
export const undoTitle = (change: Change, named: NamedResources): string =>
  visible(UNDO[change.kind](subjectOf(change, named)));
