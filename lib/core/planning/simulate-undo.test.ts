import { describe, expect, it } from "vitest";
import type { Change } from "#lib/core/format/plan-format";
import { intentSchema } from "#lib/core/intent/intent";
import type { Snapshot } from "#lib/core/network/snapshot";
import { plan } from "#lib/core/plan";
import { account, rule } from "#lib/core/testing/account";
import { applyChanges } from "./simulate";
import { type UndoCall, undoCalls } from "./simulate-undo";

/** Created resources carry their change's id in the model; references to them are resolved to it. */
function resolved(changes: readonly Change[]): Change[] {
  return JSON.parse(JSON.stringify(changes).replace(/\$\{([\w-]+)\.[\w.]+\}/g, "$1"));
}

/** The call that undoes a change of a plan, as a rollback sends it. */
function undo({ id, operation, input }: Change): UndoCall {
  const call = (name: UndoCall["operation"], own: UndoCall["input"]): UndoCall => ({
    operation: name,
    input: own,
    undoes: input,
  });
  switch (operation) {
    case "CreateSecurityGroup":
      return call("DeleteSecurityGroup", { GroupId: id });
    case "AuthorizeSecurityGroupEgress":
      return call("RevokeSecurityGroupEgress", { GroupId: input.GroupId ?? "", SecurityGroupRuleIds: [] });
    case "AuthorizeSecurityGroupIngress":
      return call("RevokeSecurityGroupIngress", { GroupId: input.GroupId ?? "", SecurityGroupRuleIds: [] });
    case "CreateVpcEndpoint":
      return call("DeleteVpcEndpoints", { VpcEndpointIds: [id] });
    case "ModifyVpcAttribute":
      return call("ModifyVpcAttribute", {
        ...("EnableDnsSupport" in input ? { EnableDnsSupport: { Value: false } } : {}),
        ...("EnableDnsHostnames" in input ? { EnableDnsHostnames: { Value: false } } : {}),
      });
    case "ModifyVpcEndpoint":
      return call("ModifyVpcEndpoint", {
        VpcEndpointId: input.VpcEndpointId ?? "",
        ...(input.AddSubnetIds ? { RemoveSubnetIds: input.AddSubnetIds } : {}),
        ...(input.AddSecurityGroupIds ? { RemoveSecurityGroupIds: input.AddSecurityGroupIds } : {}),
        ...(input.AddRouteTableIds ? { RemoveRouteTableIds: input.AddRouteTableIds } : {}),
        ...(input.PrivateDnsEnabled ? { PrivateDnsEnabled: false } : {}),
        ...(input.PolicyDocument ? { ResetPolicy: true } : {}),
      });
    default:
      return operation satisfies never;
  }
}

function shop({ existing = false, cutover = "safe" as "safe" | "direct" } = {}): {
  snapshot: Snapshot;
  changes: Change[];
} {
  const vpc = account({ enableDnsHostnames: false });
  const subnets = [vpc.subnet("a"), vpc.subnet("b")];
  vpc.routeTable(subnets, [vpc.nat()]);
  const tasks = vpc.group("tasks", { egress: [rule("192.0.2.0/24")] });
  if (existing) {
    vpc.endpoint("logs", {
      subnetIds: subnets.slice(0, 1),
      securityGroupIds: [vpc.group("old")],
      privateDnsEnabled: false,
    });
  }
  const intent = intentSchema.parse({
    version: 1,
    region: "us-east-1",
    vpcId: vpc.vpcId,
    services: ["ecs", "logs", "s3"],
    subnetIds: subnets,
    clientSecurityGroupIds: [tasks],
    cutover,
  });
  const snapshot = vpc.snapshot();
  return { snapshot, changes: resolved(plan(snapshot, intent).changes) };
}

describe("undoing every change of a plan, the last one first, gives the account as it was", () => {
  it.each([
    ["with new endpoints", {}],
    ["with an endpoint that is added to", { existing: true }],
    ["with private DNS from the start", { cutover: "direct" as const }],
  ])("%s", (_, over) => {
    const { snapshot, changes } = shop(over);
    expect(changes.length).toBeGreaterThan(5);
    const after = applyChanges(snapshot, changes);
    expect(after).not.toEqual(snapshot);
    expect(undoCalls(after, changes.map(undo).reverse())).toEqual(snapshot);
  });
});

it("deleting an endpoint takes its interfaces and routes with it, and no others", () => {
  const { snapshot } = shop({ existing: true });
  const [endpoint] = snapshot.endpoints;
  if (!endpoint) throw new Error("There is an endpoint.");
  const route = { destination: "pl-63a5400a", target: "vpc-endpoint", targetId: endpoint.id, active: true } as const;
  const routed = {
    ...snapshot,
    routeTables: snapshot.routeTables.map((table) => ({ ...table, routes: [...table.routes, route] })),
  };
  const input = { VpcEndpointIds: [endpoint.id] };
  const after = undoCalls(routed, [{ operation: "DeleteVpcEndpoints", input, undoes: {} }]);
  expect(after.endpoints).toEqual([]);
  expect(after.routeTables).toEqual(snapshot.routeTables);
  expect(after.networkInterfaces.some(({ id }) => endpoint.networkInterfaceIds.includes(id))).toBe(false);
});
