import { fingerprintOf } from "#lib/core/format/fingerprint";
import type { Change, ChangeKind, Json, Plan } from "#lib/core/format/plan-format";
import type { Intent } from "#lib/core/intent/intent";
import type { SecurityGroupId, SubnetId, VpcId } from "#lib/core/network/snapshot";
import type { CreatedResource, LostRun } from "#lib/core/run/run";

const KINDS: Record<CreatedResource["operation"], ChangeKind> = {
  CreateSecurityGroup: "create-security-group",
  AuthorizeSecurityGroupEgress: "authorize-egress",
  AuthorizeSecurityGroupIngress: "authorize-ingress",
  CreateVpcEndpoint: "create-endpoint",
};

const RANK = Object.keys(KINDS);

/** The resources that were found, by run. */
export function lostRuns(found: readonly CreatedResource[], region: string): LostRun[] {
  const runs = new Map<string, LostRun>();
  const inOrder = found.toSorted((a, b) => RANK.indexOf(a.operation) - RANK.indexOf(b.operation));
  for (const resource of inOrder) {
    const key = `${resource.runId} ${resource.vpcId}`;
    const run = runs.get(key) ?? { id: resource.runId, vpcId: resource.vpcId, region, resources: [] };
    run.resources.push(resource);
    runs.set(key, run);
  }
  return [...runs.values()];
}

/**
 * A plan in place of the lost one: a change for each tagged resource as it is now. Each depends on those that it can refer to,
 * so that a rollback runs in reverse order. What the run modified carries no tags, so it is not among the changes.
 */
export function planOfLost({ resources, vpcId, region }: LostRun): Plan {
  const changes: Change[] = [];
  for (const { change: id, operation, input, id: resource } of resources) {
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
      reason: `${resource} carries this run's tags.`,
      reversible: true,
    });
  }
  return {
    format: "postern.plan/1",
    region,
    vpcId: vpcId as VpcId,
    intent: intentOfLost({ resources, vpcId, region }),
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

/** What can have been asked for, as far as the resources show; a person reviews it before it is planned again. */
function intentOfLost({ resources, vpcId, region }: Omit<LostRun, "id">): Intent {
  const inputs = (operation: CreatedResource["operation"]) =>
    resources.filter((resource) => resource.operation === operation).map(({ input }) => input);
  const endpoints = inputs("CreateVpcEndpoint");
  const [group] = inputs("CreateSecurityGroup");
  const texts = (list: readonly (Json | undefined)[]) => [
    ...new Set(list.flatMap(listOf).filter((text) => typeof text === "string")),
  ];
  const clients = inputs("AuthorizeSecurityGroupEgress").map(({ GroupId }) => GroupId);
  const allowedIngress = inputs("AuthorizeSecurityGroupIngress").flatMap(({ IpPermissions }) =>
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
    clientSecurityGroupIds: [...new Set([...clients, ...allowedIngress])] as SecurityGroupId[],
    endpointSecurityGroup: group || !shared ? { create: { name } } : { id: shared },
    privateDns: endpoints.some(({ PrivateDnsEnabled }) => PrivateDnsEnabled === true),
    cutover: "safe",
    policies: {},
    ipAddressType: "ipv4",
    acceptedRisks: [],
    tags: {},
  };
}
