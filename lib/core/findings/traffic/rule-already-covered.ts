import { trafficInWords } from "#lib/core/network/ports";
import type { SecurityGroupRule } from "#lib/core/network/snapshot";
import { usesBoth } from "#lib/core/planning/client-rules";
import {
  type Covering,
  egressReaches,
  ingressAllows,
  prefixListReached,
  subnetsOfClient,
} from "#lib/core/planning/coverage";
import type { Check } from "../check";

const peerOf = ({ peer }: SecurityGroupRule): string => {
  switch (peer.kind) {
    case "ipv4":
    case "ipv6":
      return peer.cidr;
    case "prefix-list":
      return peer.prefixListId;
    case "group":
      return peer.groupId;
    default:
      return peer satisfies never;
  }
};

const portsOf = ({ protocol, ports }: SecurityGroupRule): string => {
  if (protocol === "-1") return "all traffic";
  if (!ports) return "tcp";
  return ports.from === ports.to ? `tcp ${ports.from}` : `tcp ${ports.from}-${ports.to}`;
};

/** So many rules are named where only several together do. */
const NAMED = 3;

const rulesText = (rules: readonly SecurityGroupRule[]): string => {
  const words = rules.slice(0, NAMED).map((rule) => `${portsOf(rule)} ${peerOf(rule)}`);
  if (rules.length === 1) return `the rule ${words.join()}`;
  const more = rules.length > NAMED ? ` and ${rules.length - NAMED} more` : "";
  return `several rules together: ${words.join(", ")}${more}`;
};

/** A rule that the plan needs already exists, perhaps as part of a wider one; the summary says which. */
export const ruleAlreadyCovered: Check = ({ before, intent, desired }) => {
  const group = "existing" in desired.endpointGroup ? [desired.endpointGroup.existing.id] : [];
  return intent.clientSecurityGroupIds.flatMap((client) => {
    const both = usesBoth(before, intent, client);
    const lines = new Map<string, { owners: string[]; services: string[] }>();
    const note = (covering: Covering, owners: string[], what: string, service: string) => {
      if (!covering) return;
      const text = `${what} already, by ${rulesText(covering)}`;
      const line = lines.get(text) ?? { owners, services: [] };
      line.services.push(service);
      lines.set(text, line);
    };
    const clientSubnets = subnetsOfClient(before, intent, client);
    for (const { service, ports, existing, placement, needsGroup } of desired.interfaces) {
      if (!ports) continue;
      const traffic = trafficInWords(ports);
      const groups = [...new Set([...(existing?.securityGroupIds ?? []), ...(needsGroup ? group : [])])];
      const subnets = [...(existing?.subnetIds ?? []), ...placement.chosen];
      const out = subnets.length > 0 ? egressReaches(before, client, groups, subnets, { ports, both }) : null;
      note(out, [client], `${client} allows ${traffic} out to the endpoints`, service.raw);
      const into = groups.length > 0 ? ingressAllows(before, groups, client, clientSubnets, { ports, both }) : null;
      note(into, groups, `${groups.join(" or ")} allows ${traffic} in from ${client}`, service.raw);
    }
    for (const { service, ports } of desired.gateways) {
      const list = before.prefixLists.find(({ name }) => name === service.offer.name);
      const out = list && ports ? prefixListReached(before, client, list, ports) : null;
      note(out, [client], `${client} allows ${trafficInWords(ports ?? [])} out to ${list?.id}`, service.raw);
    }
    return [...lines].map(([text, { owners, services }]) => ({
      code: "rule-already-covered",
      severity: "info" as const,
      summary: `${text}.`,
      detail: `No rule is added for ${services.join(", ")}.`,
      resources: [...new Set([...owners, client])],
    }));
  });
};
