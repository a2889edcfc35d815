/** Accounts of the size that large companies have, each with a trouble of its own for the planner. */
import { type Intent, type IntentInput, intentSchema } from "#lib/core/intent/intent";
import type {
  NetworkAclEntry,
  SecurityGroupId,
  SecurityGroupRule,
  Snapshot,
  SubnetId,
} from "#lib/core/network/snapshot";
import { account, openNaclEntries, rule } from "#lib/core/testing/account";

/** One question put to the planner. */
export type Question = { snapshot: Snapshot; intent: Intent };

const RULES_PER_GROUP = 10;
const CLIENT_GROUPS = 10;

const SERVICES = ["ecs", "ecs-agent", "ecs-telemetry", "ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssm", "s3"];

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));

/** An item of a list that is not empty, counted round and round. */
function cycled<T>(list: readonly T[], index: number): T {
  const item = list[index % list.length];
  if (item === undefined) throw new Error("an empty list has no items to cycle through");
  return item;
}

/** Groups that name addresses, the same ones only now and then. */
const byCidr = (group: number): SecurityGroupRule[] =>
  times(RULES_PER_GROUP / 2, (k) => rule(`10.${(group + k) % 200}.${group % 250}.0/24`));

/** Groups that name each other, as those of micro-services do. */
const byGroup = (group: number, known: readonly SecurityGroupId[]): SecurityGroupRule[] =>
  times(RULES_PER_GROUP / 2, (k) =>
    known.length > 0 ? rule(cycled(known, group * 7 + k * 13)) : rule(`10.${k}.0.0/16`),
  );

/** Twenty denials before the entry that allows everything: half of an ACL's default quota. */
const longAcl: NetworkAclEntry[] = [
  ...openNaclEntries,
  ...times(18, (k) => ({
    ruleNumber: 10 + k,
    egress: k % 2 === 0,
    allow: false,
    protocol: "6",
    cidr: `172.16.${k}.0/24`,
    ports: { from: k % 3 ? 443 : 1024, to: k % 3 ? 443 : 65_535 },
  })),
];

type Shape = {
  /** The rules of a group, one direction's half. */
  rules: (group: number, known: readonly SecurityGroupId[]) => SecurityGroupRule[];
  /** Endpoints of a few of the services already exist. */
  endpoints: boolean;
  intent: (ids: { subnets: SubnetId[]; groups: SecurityGroupId[] }) => Partial<IntentInput>;
};

const firstClients = ({ groups }: { groups: SecurityGroupId[] }) => ({
  clientSecurityGroupIds: groups.slice(0, CLIENT_GROUPS),
});

/** By name; each holds 2,500 groups, 25,000 rules, 5,000 interfaces and 100 subnets at size 1. */
export const SHAPES = {
  "rules by CIDR": { rules: byCidr, endpoints: false, intent: firstClients },
  "rules by group": { rules: byGroup, endpoints: false, intent: firstClients },
  "endpoints there, many clients": {
    rules: byCidr,
    endpoints: true,
    intent: ({ groups }) => ({ clientSecurityGroupIds: groups.slice(0, 50) }),
  },
  "everybody else cut off": {
    rules: byCidr,
    endpoints: false,
    intent: ({ groups }) => ({ clientSecurityGroupIds: groups.slice(0, 1), acceptedRisks: [] }),
  },
} satisfies Record<string, Shape>;

/** An account of a shape, `size` times as large as the largest that EC2's default quotas allow, and what is asked of it. */
export function largeAccount({ rules, endpoints, intent }: Shape, size: number): Question {
  const network = account({ cidrs: ["10.0.0.0/8"] });
  const subnets = times(100 * size, (i) =>
    network.subnet(cycled(["a", "b", "c"] as const, i), { cidr: `10.${Math.floor(i / 4)}.${(i % 4) * 64}.0/18` }),
  );
  for (let i = 0; i < subnets.length; i += 10) {
    network.routeTable(subnets.slice(i, i + 10), [network.nat()]);
    network.networkAcl(subnets.slice(i, i + 10), longAcl);
  }
  const groups: SecurityGroupId[] = [];
  for (let i = 0; i < 2_500 * size; i += 1) {
    const egress = [rule("0.0.0.0/0", null), ...rules(i, groups).slice(1)];
    groups.push(network.group(`group-${i}`, { egress, ingress: rules(i + 1, groups) }));
  }
  for (let i = 0; i < 5_000 * size; i += 1) {
    const carried = i % 3 === 0 ? [cycled(groups, i), cycled(groups, i * 13 + 1)] : [cycled(groups, i)];
    const [subnet, position] = [i % subnets.length, Math.floor(i / subnets.length)];
    const address = `10.${Math.floor(subnet / 4)}.${(subnet % 4) * 64 + (position >> 8)}.${position & 255}`;
    network.networkInterface(cycled(subnets, subnet), carried, address, {
      description: i % 2 ? "arn:aws:ecs:us-east-1:111122223333:attachment/1" : "",
    });
  }
  if (endpoints) {
    const securityGroupIds = [network.group("endpoints", { ingress: [rule("10.0.0.0/8")] })];
    for (const service of SERVICES.slice(0, 4)) {
      network.endpoint(service, { subnetIds: subnets.slice(0, 3), securityGroupIds });
    }
  }
  return {
    snapshot: network.snapshot(),
    intent: intentSchema.parse({
      version: 1,
      region: "us-east-1",
      vpcId: network.vpcId,
      services: SERVICES,
      subnetIds: subnets.slice(0, 12),
      ...intent({ subnets, groups }),
    }),
  };
}
