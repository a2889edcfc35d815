import { egressReaches, ingressAdmits } from "../coverage";
import type { SecurityGroupRule } from "../network";
import type { Check } from "./check";

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

const ruleText = (rule: SecurityGroupRule | "united"): string => {
  if (rule === "united") return "several rules together";
  const ports = rule.protocol === "-1" ? "all traffic" : rule.ports ? `tcp ${rule.ports.from}-${rule.ports.to}` : "tcp";
  return `the rule ${ports} ${peerOf(rule)}`;
};

/** A rule that the endpoints need is there already, perhaps as part of a wider one; the reason says which. */
export const ruleAlreadyCovered: Check = ({ before, intent, desired }) => {
  const group = "existing" in desired.endpointGroup ? [desired.endpointGroup.existing.id] : [];
  return intent.clientSecurityGroupIds.flatMap((client) => {
    const lines = new Map<string, { owner: string; services: string[] }>();
    const note = (owner: string, text: string, service: string) => {
      const line = lines.get(text) ?? { owner, services: [] };
      line.services.push(service);
      lines.set(text, line);
    };
    for (const { service, existing, placement, needsGroup } of desired.interfaces) {
      const groups = [...(existing?.securityGroupIds ?? []), ...(needsGroup ? group : [])];
      const subnets = [...(existing?.subnetIds ?? []), ...placement.chosen];
      const out = subnets.length > 0 ? egressReaches(before, client, groups, subnets) : null;
      if (out) note(client, `${client} lets HTTPS out to the endpoints already, by ${ruleText(out)}`, service.written);
      const into = groups.length > 0 ? ingressAdmits(before, groups, client, intent.subnetIds) : null;
      if (into)
        note(
          groups.join(),
          `${groups.join(" or ")} lets HTTPS in from ${client} already, by ${ruleText(into)}`,
          service.written,
        );
    }
    return [...lines].map(([text, { owner, services }]) => ({
      code: "rule-already-covered",
      severity: "info" as const,
      summary: `${text}.`,
      detail: `No rule is added for ${services.join(", ")}.`,
      resources: [...new Set([...owner.split(","), client])],
    }));
  });
};
