import { describe, expect, it } from "vitest";
import { account } from "#lib/core/testing/account";
import { healthOf, vpcHealth } from "./today";

const TASK = "arn:aws:ecs:us-east-1:111122223333:attachment/0d9c0a1e-6f6c-4a3a-9d0e-2b6a6c6d7e8f";

describe("the health of a VPC", () => {
  it("counts what does not work for the tasks in it", () => {
    const a = account();
    const subnet = a.subnet("a");
    a.networkInterface(subnet, [a.group("tasks")], "10.0.1.10", { description: TASK });
    const { workload, health } = vpcHealth(a.snapshot(), a.snapshot().vpc?.id ?? "vpc-0");
    expect(workload).toBe("fargate");
    expect(health?.kind).toBe("broken");
    expect(health?.count).toBeGreaterThan(0);
  });

  it("is not known where nothing runs", () => {
    const a = account();
    a.subnet("a");
    expect(vpcHealth(a.snapshot(), a.snapshot().vpc?.id ?? "vpc-0")).toEqual({ workload: "fargate", health: null });
  });

  it("says that names lead over the internet, when everything works through NAT", () => {
    const a = account();
    const subnet = a.subnet("a");
    a.routeTable([subnet], [a.nat()]);
    a.networkInterface(subnet, [a.group("tasks")], "10.0.1.10", { description: TASK });
    expect(vpcHealth(a.snapshot(), a.snapshot().vpc?.id ?? "vpc-0").health?.kind).toBe("not-private");
  });

  it("without symptoms and findings is healthy", () => {
    expect(healthOf([], [])).toEqual({ kind: "healthy", count: 0 });
  });
});
