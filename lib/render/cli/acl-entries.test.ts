import { expect, it } from "vitest";
import { aclEntryCommands } from "./acl-entries";

it("writes a command for each entry", () => {
  const entry = { ruleNumber: 99, allow: true, protocol: "6" } as const;
  const acl = { id: "acl-1", isDefault: false, subnetIds: [], entries: [], tags: {} } as const;
  const entries = [
    { ...entry, egress: true, cidr: "10.0.2.0/24", ports: { from: 443, to: 443 } },
    { ...entry, egress: false, cidr: "2600:1f00::/64", ports: { from: 1024, to: 65535 } },
  ];
  expect(aclEntryCommands("eu-west-1", { acl: { ...acl, subnetIds: [], entries: [] }, entries }).split("\n")).toEqual([
    "aws ec2 create-network-acl-entry --region eu-west-1 --network-acl-id acl-1 --egress --rule-number 99 --protocol tcp --port-range From=443,To=443 --cidr-block 10.0.2.0/24 --rule-action allow",
    "aws ec2 create-network-acl-entry --region eu-west-1 --network-acl-id acl-1 --ingress --rule-number 99 --protocol tcp --port-range From=1024,To=65535 --ipv6-cidr-block 2600:1f00::/64 --rule-action allow",
  ]);
});
