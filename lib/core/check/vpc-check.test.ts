import { describe, expect, it } from "vitest";
import { account, rule } from "#lib/core/testing/account";
import { checkVpc, hasProblems } from "./vpc-check";

function shop() {
  const vpc = account();
  const subnet = vpc.subnet("a");
  vpc.routeTable([subnet], [vpc.nat()]);
  const tasks = vpc.group("tasks");
  vpc.networkInterface(subnet, [tasks], "10.0.1.10");
  return { vpc, subnet, tasks };
}

describe("checkVpc", () => {
  it("asks about the services that the VPC has endpoints for", () => {
    const { vpc, subnet, tasks } = shop();
    const allows = vpc.group("endpoints", { ingress: [rule(tasks)] });
    vpc.endpoint("ecs", { subnetIds: [subnet], securityGroupIds: [allows] });
    vpc.endpoint("s3", { subnetIds: [subnet], securityGroupIds: [allows] });
    vpc.endpoint("logs", { state: "deleted" });
    const check = checkVpc(vpc.snapshot(), vpc.vpcId);
    expect(check.services).toEqual(["ecs", "s3:interface"]);
    expect(check.reachability.map(({ service, verdict }) => [service, verdict])).toEqual([
      ["ecs", "private"],
      ["s3:interface", "private"],
    ]);
    expect(hasProblems(check)).toBe(false);
  });

  it("reports the workloads cut off by an endpoint whose group allows no ingress", () => {
    const { vpc, subnet, tasks } = shop();
    vpc.endpoint("ecs", { subnetIds: [subnet], securityGroupIds: [vpc.group("closed")] });
    const check = checkVpc(vpc.snapshot(), vpc.vpcId);
    expect(check.reachability).toEqual([
      {
        securityGroupId: tasks,
        subnetId: subnet,
        service: "ecs",
        ports: [443],
        verdict: "none",
        blockedBy: ["endpoint-ingress"],
      },
    ]);
    expect(hasProblems(check)).toBe(true);
  });

  it("checks the services that are named; the path through a NAT gateway is no problem", () => {
    const { vpc } = shop();
    const check = checkVpc(vpc.snapshot(), vpc.vpcId, ["ecs"]);
    expect(check.reachability.map(({ verdict }) => verdict)).toEqual(["public"]);
    expect(hasProblems(check)).toBe(false);
  });

  it("finds problems of existing resources, and a service that does not exist", () => {
    const { vpc } = shop();
    vpc.endpoint("ecs", { state: "failed" });
    const codes = (services?: string[]) =>
      checkVpc(vpc.snapshot(), vpc.vpcId, services).findings.map(({ code }) => code);
    expect(codes()).toEqual(["endpoint-failed"]);
    expect(codes(["esc"])).toEqual(["service-not-in-region"]);
  });

  it("reports that there is no such VPC", () => {
    const { vpc } = shop();
    const check = checkVpc(vpc.snapshot({ vpc: null }), vpc.vpcId, ["ecs"]);
    expect(check.findings.map(({ code }) => code)).toEqual(["resource-not-found"]);
  });
});
