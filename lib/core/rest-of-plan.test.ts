import { describe, expect, it } from "vitest";
import { intentSchema } from "./intent/intent";
import { plan } from "./plan";
import { restOfPlan } from "./rest-of-plan";
import { account, openNaclEntries } from "./testing/account";

/** Two workloads in subnets of their own; the network ACL of the second subnet passes nothing. */
function shop(over: { ports?: Record<string, (number | string)[]>; entries?: typeof openNaclEntries } = {}) {
  const vpc = account();
  const [open, shut, ends] = [vpc.subnet("a"), vpc.subnet("b"), vpc.subnet("c")];
  const [tasks, batch] = [vpc.group("tasks"), vpc.group("batch")];
  vpc.networkInterface(open, [tasks], "10.0.1.10");
  vpc.networkInterface(shut, [batch], "10.0.2.10");
  vpc.networkAcl([open, ends], openNaclEntries);
  vpc.networkAcl([shut], over.entries ?? []);
  const intent = intentSchema.parse({
    version: 1,
    region: "us-east-1",
    vpcId: vpc.vpcId,
    services: ["ecs", "logs"],
    subnetIds: [ends],
    clientSecurityGroupIds: [tasks, batch],
    ...(over.ports ? { ports: over.ports } : {}),
  });
  return { snapshot: vpc.snapshot(), intent, tasks, batch };
}

describe("the rest of a plan that network ACLs block", () => {
  it("is without the workloads that are blocked from everything, and is not blocked", () => {
    const { snapshot, intent, tasks, batch } = shop();
    const rest = restOfPlan(snapshot, plan(snapshot, intent));
    expect(rest).toEqual({
      services: ["ecs", "logs"],
      clientSecurityGroupIds: [tasks],
      leftOut: { services: [], clientSecurityGroupIds: [batch] },
    });
    const { services, clientSecurityGroupIds } = rest ?? intent;
    const planned = plan(snapshot, { ...intent, services, clientSecurityGroupIds });
    expect(planned.findings.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(planned.changes.length).toBeGreaterThan(0);
  });

  it("is without the services that are blocked for those who reach the others, and without their ports", () => {
    const entries = openNaclEntries.map((entry) => ({
      ...entry,
      ...(entry.egress ? { protocol: "6", ports: { from: 443, to: 443 } } : {}),
    }));
    const { snapshot, intent } = shop({ ports: { logs: [8443] }, entries });
    const rest = restOfPlan(snapshot, plan(snapshot, intent));
    expect(rest?.services).toEqual(["ecs"]);
    expect(rest?.leftOut).toEqual({ services: ["logs"], clientSecurityGroupIds: [] });
  });

  it("is nothing where nothing is blocked, or everything", () => {
    const { snapshot, intent, batch } = shop();
    const onlyBlocked = { ...intent, clientSecurityGroupIds: [batch] };
    expect(restOfPlan(snapshot, plan(snapshot, onlyBlocked))).toBeNull();
    const { snapshot: open, intent: free } = shop({ entries: openNaclEntries });
    expect(restOfPlan(open, plan(open, free))).toBeNull();
  });
});

it("one network ACL that blocks several subnets and services is one finding", () => {
  const vpc = account();
  const subnets = [vpc.subnet("a"), vpc.subnet("b"), vpc.subnet("c")];
  const tasks = vpc.group("tasks");
  for (const [at, subnet] of subnets.entries()) vpc.networkInterface(subnet, [tasks], `10.0.${at + 1}.10`);
  const ends = vpc.subnet("a");
  vpc.networkAcl([ends], openNaclEntries);
  vpc.networkAcl(subnets, []);
  const intent = intentSchema.parse({
    version: 1,
    region: "us-east-1",
    vpcId: vpc.vpcId,
    services: ["ecs", "logs", "ssm", "kms", "sts", "sqs"],
    subnetIds: [ends],
    clientSecurityGroupIds: [tasks],
  });
  const blocking = plan(vpc.snapshot(), intent).findings.filter(({ code }) => code === "nacl-blocks");
  expect(blocking).toHaveLength(1);
  for (const id of subnets) expect(blocking[0]?.summary).toContain(id);
});
