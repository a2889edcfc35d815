import { describe, expect, it } from "vitest";
import { intentSchema } from "#lib/core/intent/intent";
import { plan } from "#lib/core/plan";
import { account, openEgress } from "#lib/core/testing/account";
import { dryRuns, permissionFindings, permissionsNotChecked } from "./permissions";

function shop() {
  const net = account({ enableDnsHostnames: false });
  const subnet = net.subnet();
  net.routeTable([subnet], [net.nat()]);
  const client = net.group("tasks", { egress: openEgress });
  const intent = intentSchema.parse({
    version: 1,
    region: "us-east-1",
    vpcId: net.vpcId,
    services: ["ecs", "s3"],
    subnetIds: [subnet],
    clientSecurityGroupIds: [client],
  });
  return plan(net.snapshot(), intent);
}

describe("permissions", () => {
  it("are asked of calls that name only what exists, with a run's id in place of the coming one", () => {
    const asked = dryRuns(shop().changes);
    expect(asked.map(({ operation }) => operation)).toEqual(["CreateSecurityGroup", "CreateVpcEndpoint"]);
    expect(JSON.stringify(asked)).not.toContain("${");
    expect(asked[1]?.input.VpcEndpointType).toBe("Gateway");
  });

  it("that are missing are one finding each, with the statement to add", () => {
    const planned = shop();
    const denied = { outcome: "denied" as const, sentence: "No permission ec2:CreateTags.", fix: "Add: {…}" };
    const results = dryRuns(planned.changes).map(({ change }) => ({ change, ...denied }));
    expect(permissionFindings(planned, results)).toEqual([
      {
        code: "permission-denied",
        severity: "error",
        summary: "No permission ec2:CreateTags.",
        detail: expect.stringMatching(/CreateSecurityGroup \(.+\), CreateVpcEndpoint \(.+\) was refused/),
        resources: [planned.vpcId],
        fix: "Add: {…}",
      },
    ]);
  });

  it("that are granted are no finding", () => {
    const planned = shop();
    const results = dryRuns(planned.changes).map(({ change }) => ({ change, outcome: "allowed" as const }));
    expect(permissionFindings(planned, results)).toEqual([]);
  });

  it("that were not asked are named with the reason", () => {
    const planned = shop();
    const results = dryRuns(planned.changes).map(({ change }) => ({ change, outcome: "allowed" as const }));
    expect(permissionsNotChecked(planned, results).sort()).toEqual([
      "permission for AuthorizeSecurityGroupIngress, CreateVpcEndpoint, ModifyVpcEndpoint (the call names what an earlier change of this plan creates)",
      "permission for ModifyVpcAttribute (EC2 has no dry run of this call)",
      "permission for route53:AssociateVPCWithHostedZone (EC2's dry runs do not ask Route 53)",
    ]);
  });
});
