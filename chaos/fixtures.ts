/** The accounts and intents of the scenarios: together their plans have every call that a run can need. */
import { type Intent, intentSchema } from "#lib/core/intent/intent";
import type { SecurityGroupId, Snapshot, SubnetId, VpcEndpoint } from "#lib/core/network/snapshot";
import { account, rule } from "#lib/core/testing/account";

/**
 * "bare": both DNS attributes are off and one endpoint exists, in one of two subnets and allowing others.
 * "grown": endpoints of three kinds exist, and lack an address type, a policy, a subnet, a group, a route table.
 */
export type Fixture = "bare" | "grown";

type Built = { snapshot: Snapshot; intent: Intent };

/** In both, tasks may send to a partner only. */
export function fixtureOf(accountId: string, fixture: Fixture = "bare", cutover: "safe" | "direct" = "safe"): Built {
  const { snapshot, intent } = FIXTURES[fixture](cutover);
  const text = JSON.stringify(snapshot);
  return { intent, snapshot: JSON.parse(text.replaceAll("111122223333", accountId)) as Snapshot };
}

type Shop = ReturnType<typeof account>;

const FIXTURES: Record<Fixture, (cutover: "safe" | "direct") => Built> = {
  bare(cutover) {
    const shop = account({ enableDnsSupport: false, enableDnsHostnames: false });
    const subnets = [shop.subnet("a"), shop.subnet("b")];
    shop.routeTable(subnets, [shop.nat()]);
    const tasks = tasksIn(shop, subnets);
    const old = shop.group("old-endpoints", { ingress: [rule("10.99.0.0/16")] });
    interfaceEndpoint(shop, "ecr.api", subnets.slice(0, 1), old, { privateDnsEnabled: false });
    const asked = { services: ["ecs", "ecr.api", "logs", "s3"], cutover };
    return { snapshot: shop.snapshot(), intent: intentOf(shop, subnets, tasks, asked) };
  },
  grown(cutover) {
    const shop = account({ ipv6Cidrs: ["2001:db8::/56"] });
    const subnets = (["a", "b"] as const).map((zone, index) =>
      shop.subnet(zone, { ipv6Cidrs: [`2001:db8:0:${index}::/64`] }),
    );
    const [table] = subnets.map((subnet) => shop.routeTable([subnet], [shop.nat()]));
    const tasks = tasksIn(shop, subnets);
    const old = shop.group("old-endpoints", { ingress: [rule("10.99.0.0/16")] });
    interfaceEndpoint(shop, "ecr.api", subnets.slice(0, 1), old, { privateDnsEnabled: false });
    const logs = shop.group("logs-endpoints", { ingress: [rule(tasks)] });
    interfaceEndpoint(shop, "logs", subnets, logs, { ipAddressType: "dualstack", policy: policyOn("logs:Put*") });
    const gateway = shop.endpoint("s3", { type: "Gateway", routeTableIds: table ? [table] : [] });
    const snapshot = routed(shop.snapshot(), gateway);
    snapshot.services = snapshot.services.map((offer) => ({ ...offer, ipAddressTypes: ["ipv4", "ipv6"] }));
    const policies = { "ecr.api": policyOn("ecr:*"), logs: policyOn("logs:*"), s3: policyOn("s3:GetObject") };
    const asked = { services: ["ecs", "ecr.api", "logs", "s3"], ipAddressType: "dualstack", policies, cutover };
    return { snapshot, intent: intentOf(shop, subnets, tasks, asked) };
  },
};

/** With the routes of a gateway endpoint in its route tables, where EC2 puts them. */
function routed(snapshot: Snapshot, gateway: VpcEndpoint["id"]): Snapshot {
  const endpoint = snapshot.endpoints.find(({ id }) => id === gateway);
  const destination = snapshot.prefixLists.find(({ name }) => name === endpoint?.serviceName)?.id;
  for (const table of snapshot.routeTables) {
    if (!destination || !endpoint?.routeTableIds.includes(table.id)) continue;
    table.routes.push({ destination, target: "vpc-endpoint", targetId: gateway, active: true });
  }
  return snapshot;
}

function tasksIn(shop: Shop, subnets: readonly SubnetId[]): SecurityGroupId {
  const tasks = shop.group("tasks", { egress: [rule("192.0.2.0/24")] });
  for (const [index, subnet] of subnets.entries()) shop.networkInterface(subnet, [tasks], `10.0.${index + 1}.10`);
  return tasks;
}

function interfaceEndpoint(
  shop: Shop,
  short: string,
  subnetIds: SubnetId[],
  group: SecurityGroupId,
  more: Partial<VpcEndpoint>,
): void {
  const networkInterfaceIds = subnetIds.map((subnet, index) =>
    shop.networkInterface(subnet, [group], `10.0.${index + 1}.200`, { interfaceType: "vpc_endpoint" }),
  );
  shop.endpoint(short, { subnetIds, securityGroupIds: [group], networkInterfaceIds, ...more });
}

function policyOn(action: string) {
  return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: "*", Action: action, Resource: "*" }] };
}

function intentOf({ vpcId }: Shop, subnetIds: SubnetId[], tasks: SecurityGroupId, asked: object): Intent {
  const base = { version: 1, region: "us-east-1", vpcId, subnetIds, clientSecurityGroupIds: [tasks] };
  return intentSchema.parse({ ...base, ...asked });
}
