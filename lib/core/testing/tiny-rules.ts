/** Random security-group rules and network ACL entries about the few addresses of a tiny network. */
import fc from "fast-check";
import type {
  NetworkAclEntry,
  PrefixListId,
  RulePeer,
  SecurityGroupId,
  SecurityGroupRule,
  Snapshot,
  SubnetId,
} from "#lib/core/network/snapshot";
import { openEgress, openNaclEntries } from "./account";

export const SUBNETS: { id: SubnetId; cidr: string; ipv6: string }[] = [
  { id: "subnet-a", cidr: "10.0.0.0/29", ipv6: "2600:1f00::/125" },
  { id: "subnet-b", cidr: "10.0.0.8/29", ipv6: "2600:1f00::8/125" },
  { id: "subnet-c", cidr: "10.0.0.16/28", ipv6: "2600:1f00::10/125" },
];
export const GROUPS: SecurityGroupId[] = ["sg-client", "sg-other", "sg-endpoint", "sg-endpoint2"];
/** Of another VPC: one can be read by id, one cannot. */
export const GROUPS_OF_OTHER_VPC: SecurityGroupId[] = ["sg-associated", "sg-unreadable"];
const LISTS: PrefixListId[] = ["pl-s3", "pl-own", "pl-unknown"];

const privateCidrs = ["10.0.0.0/27", ...SUBNETS.map(({ cidr }) => cidr), "10.0.0.0/30", "10.0.0.4/30"];
const smallCidrs = ["10.0.0.8/30", "10.0.0.10/32", "10.0.0.16/29", "10.0.0.24/30", "10.0.0.17/32"];
const publicCidrs = [
  "52.0.0.0/28",
  "52.0.0.0/30",
  "52.0.0.4/30",
  "52.0.0.8/29",
  "8.0.0.0/8",
  "0.0.0.0/1",
  "128.0.0.0/1",
];
const ipv6Cidrs = ["::/0", "2600:1f00::/64", "2600:1f00::/125", "2600:1f00::8/126", "2a00::/16", "64:ff9b::/96"];
const cidr = fc.oneof(
  { weight: 3, arbitrary: fc.constant("0.0.0.0/0") },
  { weight: 6, arbitrary: fc.constantFrom(...privateCidrs, ...smallCidrs) },
  { weight: 4, arbitrary: fc.constantFrom(...publicCidrs, "10.0.0.0/8", "192.168.0.0/16", "100.64.0.0/10") },
);

const peer: fc.Arbitrary<RulePeer> = fc.oneof(
  { weight: 5, arbitrary: cidr.map((c) => ({ kind: "ipv4" as const, cidr: c })) },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(...GROUPS, ...GROUPS_OF_OTHER_VPC)
      .map((groupId) => ({ kind: "group" as const, groupId })),
  },
  { weight: 2, arbitrary: fc.constantFrom(...LISTS).map((id) => ({ kind: "prefix-list" as const, prefixListId: id })) },
  { weight: 2, arbitrary: fc.constantFrom(...ipv6Cidrs).map((c) => ({ kind: "ipv6" as const, cidr: c })) },
);

const securityGroupRule: fc.Arbitrary<SecurityGroupRule> = fc
  .tuple(
    peer,
    fc.constantFrom<[string, number, number] | ["-1"]>(
      ...(Array.from({ length: 6 }, () => ["tcp", 443, 443]) as [string, number, number][]),
      ["-1"],
      ["6", 0, 65535],
      ["tcp", 400, 442],
      ["tcp", 443, 500],
      ["tcp", 443, 8001],
      ["tcp", 587, 587],
      ["tcp", 8000, 8002],
      ["tcp", 8002, 9000],
      ["udp", 443, 443],
      ["17", 0, 65535],
    ),
  )
  .map(([to, [protocol, from, end]]) => ({
    protocol,
    ports: from === undefined || end === undefined ? null : { from, to: end },
    peer: to,
  }));

const aclEntry = fc.record({
  egress: fc.boolean(),
  allow: fc.constantFrom(true, true, true, false),
  protocol: fc.constantFrom("-1", "6", "6", "6", "17"),
  cidr: fc.oneof({ weight: 5, arbitrary: cidr }, { weight: 1, arbitrary: fc.constantFrom(...ipv6Cidrs) }),
  ports: fc.constantFrom(
    null,
    { from: 587, to: 587 },
    { from: 8001, to: 8001 },
    { from: 32768, to: 60999 },
    { from: 61000, to: 65535 },
    { from: 60999, to: 60999 },
    { from: 443, to: 443 },
    { from: 443, to: 443 },
    { from: 1024, to: 65535 },
    { from: 32768, to: 65535 },
    { from: 32768, to: 50000 },
    { from: 50001, to: 65535 },
    { from: 0, to: 40000 },
    { from: 40000, to: 65534 },
    { from: 80, to: 80 },
  ),
});

/** Few entries, in any order, most often with an open end. */
export const aclEntries: fc.Arbitrary<NetworkAclEntry[]> = fc
  .tuple(
    fc.array(aclEntry, { maxLength: 5 }),
    fc.constantFrom("open", "open", "open", "open", "shut"),
    fc.constantFrom("upwards", "downwards"),
  )
  .map(([entries, end, order]) => [
    ...entries.map((entry, i) => ({
      ...entry,
      ruleNumber: order === "upwards" ? 100 + i : 200 - i,
    })),
    ...(end === "open"
      ? openNaclEntries.flatMap((entry) => [
          { ...entry, ruleNumber: 900 },
          { ...entry, ruleNumber: 901, cidr: "::/0" },
        ])
      : []),
  ]);

const rules = fc.array(securityGroupRule, { maxLength: 4 });

/** Rules for each of the groups, the one of another VPC that can be read last. */
export const groupRules = fc.tuple(
  ...[...GROUPS, ...GROUPS_OF_OTHER_VPC.slice(0, 1)].map((id) =>
    fc.record({ id: fc.constant(id), ingress: rules, egress: rules, open: fc.boolean() }),
  ),
);

type GroupShape = { id: SecurityGroupId; ingress: SecurityGroupRule[]; egress: SecurityGroupRule[]; open: boolean };

/** The groups of a network with these rules; an open one allows everything out besides. */
export function groupsOf(shapes: readonly GroupShape[]): Snapshot["securityGroups"] {
  return shapes.map(({ id, ingress, egress, open }) => ({
    id,
    name: id,
    description: id,
    ownerId: "111122223333",
    ingress,
    egress: open
      ? [...openEgress, { protocol: "-1", ports: null, peer: { kind: "ipv6", cidr: "::/0" } }, ...egress]
      : egress,
    tags: {},
  }));
}
