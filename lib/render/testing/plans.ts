/** Small plans for the tests of renderers. */

import type { Change, Plan } from "#lib/core/format/plan-format";
import { type IntentInput, intentSchema } from "#lib/core/intent/intent";
import { plan } from "#lib/core/plan";
import { account } from "#lib/core/testing/account";

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
