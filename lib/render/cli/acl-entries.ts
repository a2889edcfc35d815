import type { NetworkAclEntry } from "#lib/core/network/snapshot";
import type { LackingEntries } from "#lib/core/planning/acl-entries";

function command(region: string, aclId: string, { egress, ruleNumber, ports, cidr }: NetworkAclEntry): string {
  const range = ports ? ` --port-range From=${ports.from},To=${ports.to}` : "";
  const block = cidr.includes(":") ? "--ipv6-cidr-block" : "--cidr-block";
  return `aws ec2 create-network-acl-entry --region ${region} --network-acl-id ${aclId} ${egress ? "--egress" : "--ingress"} --rule-number ${ruleNumber} --protocol tcp${range} ${block} ${cidr} --rule-action allow`;
}

/** The AWS CLI's commands that create network ACL entries, one a line; ids, numbers and CIDRs need no quotes. */
export const aclEntryCommands = (region: string, { acl, entries }: LackingEntries): string =>
  entries.map((entry) => command(region, acl.id, entry)).join("\n");
