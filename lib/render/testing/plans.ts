/** Small plans for the tests of renderers. */

import type { Change, Plan } from "#lib/core/format/plan-format";
import { type IntentInput, intentSchema } from "#lib/core/intent/intent";
import type { Snapshot, SubnetId } from "#lib/core/network/snapshot";
import { plan } from "#lib/core/plan";
import { account, offer } from "#lib/core/testing/account";

/** Private access to ECS from two private subnets, for a client whose egress is closed; more services as asked. */
export function storyPlan(services = ["ecs"], input: Partial<IntentInput> = {}): Plan {
  const net = account({ enableDnsHostnames: false });
  const subnetIds = [net.subnet("a"), net.subnet("b")];
  const client = net.group("tasks", { egress: [] });
  const intent = { version: 1, region: "us-east-1", vpcId: net.vpcId, services, subnetIds } as const;
  return plan(net.snapshot(), intentSchema.parse({ ...intent, clientSecurityGroupIds: [client], ...input }));
}

/** The story where a logs endpoint already exists, in one of the two subnets and without private DNS. */
export function reusePlan(): Plan {
  const net = account();
  const subnetIds = [net.subnet("a"), net.subnet("b")];
  const client = net.group("tasks", { egress: [] });
  const old = net.group("old");
  net.endpoint("logs", { subnetIds: subnetIds.slice(0, 1), securityGroupIds: [old], privateDnsEnabled: false });
  const intent = { version: 1, region: "us-east-1", vpcId: net.vpcId, services: ["logs"], subnetIds } as const;
  return plan(net.snapshot(), intentSchema.parse({ ...intent, clientSecurityGroupIds: [client] }));
}

/**
 * The VPC "shop" with "shop-tasks" in two private subnets that reach services by a NAT gateway; `withOthers`: and other workloads
 * there, which would lose that.
 */
export function shopPlan(services: string[], { withOthers = false } = {}): { snapshot: Snapshot; plan: Plan } {
  const net = account();
  const subnetIds = [net.subnet("a"), net.subnet("b")];
  net.routeTable(subnetIds, [net.nat()]);
  const client = net.group("shop-tasks", { egress: [] });
  if (withOthers) net.networkInterface(subnetIds[0] as SubnetId, [net.group("shop-web")], "10.0.1.9");
  const bare = net.snapshot();
  const snapshot: Snapshot = {
    ...bare,
    vpc: bare.vpc && { ...bare.vpc, tags: { Name: "shop" } },
    subnets: bare.subnets.map((subnet, at) => ({ ...subnet, tags: { Name: `private-${"ab"[at]}` } })),
    services: [...bare.services, ...services.filter((name) => name.startsWith("service-")).map((name) => offer(name))],
  };
  const intent = { version: 1, region: "us-east-1", vpcId: net.vpcId, services, subnetIds } as const;
  const ports = Object.fromEntries(services.filter((name) => name.startsWith("service-")).map((name) => [name, [443]]));
  return { snapshot, plan: plan(snapshot, intentSchema.parse({ ...intent, clientSecurityGroupIds: [client], ports })) };
}

/** A plan of exactly these changes. */
export function planOf(changes: Partial<Change>[], over: Partial<Plan> = {}): Plan {
  return {
    ...storyPlan(),
    findings: [],
    changes: changes.map((change, index) => ({
      id: `change-${index}`,
      kind: "create-endpoint",
      operation: "CreateVpcEndpoint",
      input: {},
      dependsOn: [],
      reason: "",
      reversible: true,
      ...change,
    })),
    ...over,
  };
}
