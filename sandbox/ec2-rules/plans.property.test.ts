import fc from "fast-check";
import { expect, it } from "vitest";
import type { Change, Json } from "#lib/core/format/plan-format";
import type { Snapshot, VpcEndpoint } from "#lib/core/network/snapshot";
import { plan } from "#lib/core/plan";
import { applyChanges } from "#lib/core/planning/simulate";
import { accountAndIntent } from "#lib/core/testing/arbitrary";
import { shareOfRuns } from "#lib/core/testing/random-runs";
import type { Call } from "./call";
import { endpointRules } from "./endpoint-rules/all";
import type { Service } from "./endpoints/catalogue";
import type { Proposal } from "./endpoints/proposal";
import { Refused } from "./protocol/refuse";
import { type Endpoint, emptyState, type State } from "./state";

const NOW = 1_000;

/** The planner's model of an account, in the proxy's terms. */
function stateOf(snapshot: Snapshot): State {
  const state = emptyState();
  for (const endpoint of snapshot.endpoints) state.endpoints.set(endpoint.id, endpointOf(snapshot, endpoint));
  return state;
}

function endpointOf(snapshot: Snapshot, one: VpcEndpoint): Endpoint {
  const gone = one.state === "deleted" || one.state === "deleting";
  const offer = snapshot.services.find(({ name, type }) => name === one.serviceName && type === one.type);
  return {
    id: one.id,
    type: one.type === "Gateway" ? "Gateway" : "Interface",
    vpcId: snapshot.vpc?.id ?? "",
    serviceName: one.serviceName,
    policy: JSON.stringify(one.policy),
    routeTableIds: one.routeTableIds,
    prefixListId:
      one.type === "Gateway" ? (snapshot.prefixLists.find(({ name }) => name === one.serviceName)?.id ?? null) : null,
    subnetIds: one.subnetIds,
    groups: one.securityGroupIds.map((id) => ({ id, name: id })),
    privateDns: one.privateDnsEnabled,
    privateDnsOnlyForInboundResolverEndpoint: one.privateDnsOnlyForInboundResolverEndpoint,
    ipAddressType: one.ipAddressType,
    dnsNames: one.dnsNames,
    privateDnsNames: offer?.privateDnsNames ?? [],
    createdAt: 0,
    settledAt: 0,
    settlesAs: one.state === "pending" || gone ? "available" : one.state,
    goneAt: gone ? 0 : null,
    tags: [],
  };
}

/** What EC2 checks of an endpoint as it would be after the change. */
function proposal(before: Snapshot, after: Snapshot, id: string, input: Change["input"]): Proposal {
  const vpcId = before.vpc?.id ?? "";
  const ofVpc = <T extends { id: string }>(all: readonly T[], ids: readonly string[]) =>
    ids.map((wanted) => {
      const found = all.find((one) => one.id === wanted);
      if (!found) throw new Refused("NotFound", `${wanted} does not exist`);
      return { ...found, vpcId };
    });
  const endpoint = after.endpoints.find((one) => one.id === id);
  const was = before.endpoints.find((one) => one.id === id);
  const offer = after.services.find(
    ({ name, type }) => name === endpoint?.serviceName && type === (endpoint.type as string),
  );
  if (!endpoint || !offer) throw new Refused("NotFound", `${id} or its service does not exist`);
  const state = stateOf(before);
  return {
    call: { state, now: NOW } as unknown as Call,
    before: was ? endpointOf(before, was) : null,
    after: endpointOf(after, endpoint),
    service: { ...offer, id: "", baseNames: [] } as unknown as Service,
    twin: new Set(after.services.flatMap(({ name, type }) => (name === offer.name ? [type] : []))).size > 1,
    inboundOnly: inboundOnlyOf(input),
    vpc: {
      id: vpcId,
      enableDnsSupport: before.vpc?.enableDnsSupport === true,
      enableDnsHostnames: before.vpc?.enableDnsHostnames === true,
    },
    subnets: ofVpc(before.subnets, endpoint.subnetIds).map((subnet) => ({
      ...subnet,
      cidr: subnet.cidr ?? "",
      ipv6: subnet.ipv6Cidrs.length > 0,
      shared: subnet.ownerId !== before.accountId,
    })),
    groups: ofVpc(before.securityGroups, endpoint.securityGroupIds),
    routeTables: ofVpc(before.routeTables, endpoint.routeTableIds),
    hostedZones: [],
    policy: typeof input.PolicyDocument === "string" ? input.PolicyDocument : undefined,
  };
}

const inboundOnlyOf = ({ DnsOptions }: Change["input"]): boolean | undefined =>
  (DnsOptions as { PrivateDnsOnlyForInboundResolverEndpoint?: boolean } | undefined)
    ?.PrivateDnsOnlyForInboundResolverEndpoint;

const ruleKey = (rule: object): string => JSON.stringify({ ...rule, description: undefined });

/** As EC2 does: a group's name is its own in the VPC, and no group has a rule twice or more than its quota. */
function checkGroups(before: Snapshot, after: Snapshot): void {
  const names = after.securityGroups.map(({ name }) => name);
  if (new Set(names).size < names.length && after.securityGroups.length > before.securityGroups.length) {
    throw new Refused("InvalidGroup.Duplicate", names.join());
  }
  for (const { id, ingress, egress } of after.securityGroups) {
    const known = before.securityGroups.find((group) => group.id === id);
    for (const [rules, were] of [
      [ingress, known?.ingress ?? []],
      [egress, known?.egress ?? []],
    ] as const) {
      const keys = rules.slice(were.length).map(ruleKey);
      const taken = new Set(were.map(ruleKey));
      for (const key of keys) {
        if (taken.has(key)) throw new Refused("InvalidPermission.Duplicate", key);
        taken.add(key);
      }
    }
  }
}

function refusalOf(before: Snapshot, after: Snapshot, { operation, input, id }: Change): string | null {
  try {
    checkGroups(before, after);
    if (operation !== "CreateVpcEndpoint" && operation !== "ModifyVpcEndpoint") return null;
    const named: Json | undefined = input.VpcEndpointId;
    const created = after.endpoints.find((one) => !before.endpoints.some((known) => known.id === one.id));
    const asked = proposal(before, after, created?.id ?? String(named).replace(/^\$\{(.+?)\..*\}$/, "$1"), input);
    for (const rule of endpointRules) rule.check(asked);
    return null;
  } catch (error) {
    if (error instanceof Refused) return `${id}: ${error.message}`;
    throw error;
  }
}

it("a plan that is not blocked holds no call that EC2 refuses, on random accounts", {
  timeout: 300_000,
}, () => {
  const numRuns = shareOfRuns(3_000);
  let carriedOut = 0;
  fc.assert(
    fc.property(accountAndIntent, ({ snapshot, intent }) => {
      const { changes, findings } = plan(snapshot, intent);
      if (findings.some(({ severity }) => severity === "error")) return;
      changes.forEach((change, i) => {
        const account = (done: number) => applyChanges(snapshot, changes.slice(0, done));
        expect(refusalOf(account(i), account(i + 1), change)).toBeNull();
        carriedOut += 1;
      });
    }),
    { numRuns },
  );
  expect(carriedOut).toBeGreaterThan(numRuns / 3);
});
