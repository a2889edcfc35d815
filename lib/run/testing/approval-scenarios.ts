/** Accounts and intents whose plans are approved in one state of the account and applied in another. */
import { type Intent, type IntentInput, intentSchema } from "#lib/core/intent/intent";
import type { SecurityGroupId, Snapshot, SubnetId } from "#lib/core/network/snapshot";
import { account, rule } from "#lib/core/testing/account";

export type ApprovalScenario = {
  name: string;
  intent: Intent;
  snapshot: Snapshot;
  tasks: SecurityGroupId;
  subnets: SubnetId[];
};

type Asked = Partial<IntentInput> & Pick<IntentInput, "services">;

/** A VPC with a public subnet, private ones in two zones, and tasks that may send to a partner only. */
function shop(over: Parameters<typeof account>[0] = {}) {
  const shop = account(over);
  const subnets = [shop.subnet("a"), shop.subnet("b")];
  const table = shop.routeTable(subnets, [shop.nat()]);
  const edge = shop.subnet("a");
  shop.routeTable([edge]);
  const tasks = shop.group("tasks", { egress: [rule("192.0.2.0/24")] });
  for (const [index, subnet] of subnets.entries()) shop.networkInterface(subnet, [tasks], `10.0.${index + 1}.10`);
  shop.group("bystanders");
  const intentFor = (asked: Asked) =>
    intentSchema.parse({
      version: 1,
      region: "us-east-1",
      vpcId: shop.vpcId,
      subnetIds: subnets,
      clientSecurityGroupIds: [tasks],
      ...asked,
    });
  return { ...shop, subnets, table, edge, tasks, intentFor };
}

/** Nothing exists yet. */
function bare(): ApprovalScenario {
  const { tasks, subnets, intentFor, snapshot } = shop({ enableDnsHostnames: false });
  return { name: "bare", intent: intentFor({ services: ["ecs", "logs", "s3"] }), snapshot: snapshot(), tasks, subnets };
}

/** Old endpoints are widened: one without private DNS in one zone, a gateway that lacks a table; another is as it should be. */
function grown(): ApprovalScenario {
  const { tasks, subnets, table: _, intentFor, ...all } = shop();
  const group = all.group("old-endpoints", { ingress: [rule(tasks)] });
  const first = subnets.slice(0, 1);
  const own = { securityGroupIds: [group], privateDnsEnabled: false };
  all.endpoint("ecr.api", { ...own, subnetIds: first });
  all.endpoint("logs", { ...own, subnetIds: subnets, privateDnsEnabled: true });
  all.endpoint("s3", { type: "Gateway", privateDnsEnabled: false, routeTableIds: [all.mainTable] });
  const intent = intentFor({ services: ["ecr.api", "logs", "s3"], endpointSecurityGroup: { id: group } });
  return { name: "grown", intent, snapshot: all.snapshot(), tasks, subnets };
}

/** Named route tables, names that stay public, every rule there already: no rule and no attribute is to be changed. */
function quiet(): ApprovalScenario {
  const { tasks, subnets, table, intentFor, ...all } = shop();
  const open = all.group("open", { ingress: [rule("10.0.0.0/16")] });
  const clients = all.group("clients");
  for (const [index, subnet] of subnets.entries()) all.networkInterface(subnet, [clients], `10.0.${index + 1}.20`);
  const intent = intentFor({
    services: ["ecs", "s3"],
    privateDns: false,
    gatewayRouteTableIds: [table],
    endpointSecurityGroup: { id: open },
    clientSecurityGroupIds: [clients],
  });
  const snapshot = all.snapshot();
  snapshot.networkInterfaces = snapshot.networkInterfaces.filter(
    ({ securityGroupIds }) => securityGroupIds[0] === clients,
  );
  return { name: "quiet", intent, snapshot, tasks: clients, subnets };
}

/** The plan cuts a group of workloads off, and that was accepted. */
function accepted(): ApprovalScenario {
  const { tasks, subnets, intentFor, ...all } = shop();
  const batch = all.group("batch");
  for (const subnet of subnets) all.networkInterface(subnet, [batch], "10.0.1.30");
  const intent = intentFor({ services: ["ecs", "sqs"], acceptedRisks: ["blast-radius"], cutover: "direct" });
  return { name: "accepted", intent, snapshot: all.snapshot(), tasks, subnets };
}

/** Built each time, so that a change of one changes no other. */
export const approvalScenarios: readonly (() => ApprovalScenario)[] = [bare, grown, quiet, accepted];
