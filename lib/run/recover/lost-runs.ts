import { fingerprintOf } from "#lib/core/format/fingerprint";
import type { Change, ChangeKind, Json, Plan } from "#lib/core/format/plan-format";
import type { Intent } from "#lib/core/intent/intent";
import type { SecurityGroupId, SubnetId, VpcId } from "#lib/core/network/snapshot";
import type { LostRun, MadeByRun } from "#lib/core/run/run";

const KINDS: Record<MadeByRun["operation"], ChangeKind> = {
  CreateSecurityGroup: "create-security-group",
  AuthorizeSecurityGroupEgress: "authorize-egress",
  AuthorizeSecurityGroupIngress: "authorize-ingress",
  CreateVpcEndpoint: "create-endpoint",
};

const RANK = Object.keys(KINDS);

/** What was found, by run. */
export function lostRuns(made: readonly MadeByRun[], region: string): LostRun[] {
  const runs = new Map<string, LostRun>();
  const inOrder = made.toSorted((a, b) => RANK.indexOf(a.operation) - RANK.indexOf(b.operation));
  for (const thing of inOrder) {
    const key = `${thing.runId} ${thing.vpcId}`;
    const run = runs.get(key) ?? { id: thing.runId, vpcId: thing.vpcId, region, things: [] };
    run.things.push(thing);
    runs.set(key, run);
  }
  return [...runs.values()];
}

/**
 * A plan that stands for the lost one: a change for each tagged thing as it is now. Things built upon others depend on them,
 * so that taking back goes the other way. What the run modified carries no tags, so it is not among the changes.
 */
export function planOfLost({ things, vpcId, region }: LostRun): Plan {
  const changes: Change[] = [];
  for (const { change: id, operation, input, id: made } of things) {
    const same = changes.find((change) => change.id === id);
    if (same) {
      // A call may have added several rules.
      same.input.IpPermissions = [...listOf(same.input.IpPermissions), ...listOf(input.IpPermissions)];
      continue;
    }
    changes.push({
      id,
      kind: KINDS[operation],
      operation,
      input: { ...input },
      dependsOn: changes.filter((before) => before.operation !== operation).map((before) => before.id),
      reason: `${made} carries this run's tags.`,
      reversible: true,
    });
  }
  return {
    format: "postern.plan/1",
    region,
    vpcId: vpcId as VpcId,
    intent: intentOfLost({ things, vpcId, region }),
    fingerprint: fingerprintOf(region, vpcId, changes, []),
    changes,
    basis: [],
    findings: [],
    dns: [],
    reachability: [],
    cost: { hourlyUsd: 0, monthlyUsd: 0, perGbUsd: 0, asOf: "", assumptions: [] },
  };
}

const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);

/** What can have been asked for, as far as the things tell; a person looks at it before it is planned again. */
function intentOfLost({ things, vpcId, region }: Omit<LostRun, "id">): Intent {
  const inputs = (operation: MadeByRun["operation"]) =>
    things.filter((thing) => thing.operation === operation).map(({ input }) => input);
  const endpoints = inputs("CreateVpcEndpoint");
  const [group] = inputs("CreateSecurityGroup");
  const texts = (list: readonly (Json | undefined)[]) => [
    ...new Set(list.flatMap(listOf).filter((text) => typeof text === "string")),
  ];
  const clients = inputs("AuthorizeSecurityGroupEgress").map(({ GroupId }) => GroupId);
  const admitted = inputs("AuthorizeSecurityGroupIngress").flatMap(({ IpPermissions }) =>
    [...JSON.stringify(IpPermissions).matchAll(/"GroupId":"(sg-[0-9a-f]+)"/g)].map(([, id]) => id ?? ""),
  );
  const [shared] = texts(endpoints.map(({ SecurityGroupIds }) => SecurityGroupIds)) as SecurityGroupId[];
  const name = String(group?.GroupName ?? "postern-endpoints");
  return {
    version: 1,
    region,
    vpcId: vpcId as VpcId,
    services: endpoints.map(({ ServiceName }) => String(ServiceName)),
    subnetIds: texts(endpoints.map(({ SubnetIds }) => SubnetIds)) as SubnetId[],
    clientSecurityGroupIds: [...new Set([...clients, ...admitted])] as SecurityGroupId[],
    endpointSecurityGroup: group || !shared ? { create: { name } } : { id: shared },
    privateDns: endpoints.some(({ PrivateDnsEnabled }) => PrivateDnsEnabled === true),
    cutover: "safe",
    policies: {},
    ipAddressType: "ipv4",
    acceptedRisks: [],
    tags: {},
  };
}
