import { mergePorts, type PortRange, portsInWords } from "#lib/core/network/ports";
import { shortName } from "#lib/core/network/services/service";
import { servicePorts } from "#lib/core/network/services/service-ports";
import type {
  PrefixList,
  PrefixListId,
  SecurityGroupId,
  SecurityGroupRule,
  SubnetId,
  VpcEndpoint,
} from "#lib/core/network/snapshot";
import {
  type Covering,
  egressReaches,
  ingressAllows,
  prefixListReached,
  subnetsOfClient,
} from "#lib/core/planning/coverage";
import type { DiagramView } from "../shape";
import { endpoints, groupName, type Story } from "./story";

/** Endpoints of the plan's services that carry the same groups, whose ingress rules are therefore the same. */
export type Target = {
  /** Ids of the groups after the plan, joined. */
  key: string;
  label: string;
  groups: Record<DiagramView, SecurityGroupId[]>;
  subnets: SubnetId[];
  /** The TCP ports of all its services. */
  ports: PortRange[];
  /** At least one of the endpoints already exists. */
  there: boolean;
};

export function targetKey(endpoint: VpcEndpoint): string {
  return [...endpoint.securityGroupIds].sort().join("+");
}

/** Names of the groups on an endpoint. */
export function groupsLabel(story: Story, groups: readonly SecurityGroupId[]): string {
  return groups.length > 0 ? groups.map((id) => groupName(story, id)).join(" + ") : "no group";
}

/** What the plan's clients connect to. */
export function targets(story: Story): Target[] {
  const wanted = new Set([...story.services.values()].flatMap(({ name, type }) => (type === "Interface" ? name : [])));
  const byKey = new Map<string, Target>();
  for (const { was, is } of endpoints(story, "Interface")) {
    if (!wanted.has(is.serviceName)) continue;
    const key = targetKey(is);
    const known = byKey.get(key);
    const groups = [...is.securityGroupIds].sort();
    byKey.set(key, {
      key,
      label: groupsLabel(story, groups),
      groups: {
        before: [...new Set([...(known?.groups.before ?? []), ...(was?.securityGroupIds ?? [])])],
        after: groups,
      },
      subnets: [...new Set([...(known?.subnets ?? []), ...is.subnetIds])],
      ports: mergePorts([...(known?.ports ?? []), ...servicePorts(is.serviceName)]),
      there: known?.there || was !== null,
    });
  }
  return [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function portsOf({ protocol, ports }: SecurityGroupRule): string {
  if (protocol === "-1") return "all";
  if (!ports) return "tcp";
  return ports.from === ports.to ? `tcp ${ports.from}` : `tcp ${ports.from}–${ports.to}`;
}

/** "s3 prefix list" for one of AWS's own, else its name or id. */
function prefixListLabel({ after }: Story, id: PrefixListId): string {
  const name = after.prefixLists.find((list) => list.id === id)?.name ?? id;
  const short = shortName(name, after.region);
  return short === name ? name : `${short} prefix list`;
}

function peerOf(story: Story, { peer }: SecurityGroupRule): string {
  switch (peer.kind) {
    case "group":
      return groupName(story, peer.groupId);
    case "prefix-list":
      return prefixListLabel(story, peer.prefixListId);
    case "ipv4":
    case "ipv6":
      return peer.cidr;
    default:
      return peer satisfies never;
  }
}

/** A rule that allows traffic: its ports and its peer; null when none does. */
export type AllowingRule = { ports: string; peer: string } | null;

function allowingRule(story: Story, ports: readonly PortRange[], covering: Covering): AllowingRule {
  const [first, second] = covering ?? [];
  if (!first) return null;
  if (second) return { ports: `tcp ${portsInWords(ports)}`, peer: "several rules" };
  return { ports: portsOf(first), peer: peerOf(story, first) };
}

/** Which rule allows a client's egress to the endpoints. */
export function egressRule(story: Story, view: DiagramView, client: SecurityGroupId, target: Target): AllowingRule {
  return allowingRule(
    story,
    target.ports,
    egressReaches(story[view], client, target.groups.after, target.subnets, { ports: target.ports, both: false }),
  );
}

/** Which rule allows a client's egress to a gateway endpoint's prefix list. */
export function egressRuleTo(story: Story, view: DiagramView, client: SecurityGroupId, list: PrefixList): AllowingRule {
  return allowingRule(
    story,
    servicePorts(list.name),
    prefixListReached(story[view], client, list, servicePorts(list.name)),
  );
}

/** Which rule of the endpoints' groups allows a client's ingress. */
export function ingressRule(story: Story, view: DiagramView, client: SecurityGroupId, target: Target): AllowingRule {
  const subnets = subnetsOfClient(story[view], story.plan?.intent ?? { subnetIds: [] }, client);
  return allowingRule(
    story,
    target.ports,
    ingressAllows(story[view], target.groups[view], client, subnets, { ports: target.ports, both: false }),
  );
}
