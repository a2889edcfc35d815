import { describe, expect, it } from "vitest";
import { type Draft, emptyDraft, networkChoiceOf } from "#lib/core/intent/draft";
import { account } from "#lib/core/testing/account";
import { groupsAreInferred, inference, inferredGroups, inferredWorkload, withWorkload } from "./inference";

const TASK = { description: "arn:aws:ecs:us-east-1:111122223333:attachment/3f1c2d4e" };

function shop() {
  const a = account();
  const [inside, outside] = [a.subnet("a"), a.subnet("b")];
  a.routeTable([outside], [{ destination: "0.0.0.0/0", target: "internet-gateway", targetId: "igw-1", active: true }]);
  const [tasks, web, hosts] = [a.group("tasks"), a.group("web"), a.group("hosts")];
  a.networkInterface(inside, [tasks], "10.0.1.10", TASK);
  a.networkInterface(outside, [web], "10.0.2.10", TASK);
  a.networkInterface(inside, [hosts], "10.0.1.11", { instanceId: "i-0123456789abcdef0" });
  const snapshot = a.snapshot();
  const { vpc } = snapshot;
  if (!vpc) throw new Error("no VPC");
  const draft: Draft = { ...emptyDraft("us-east-1"), vpcId: vpc.id };
  return { snapshot, vpcId: vpc.id, draft, tasks, web, hosts };
}

describe("for a setup in a VPC where nothing is chosen yet", () => {
  it("chooses the workload that runs there, with what it suggests, and its groups outside of public subnets", () => {
    const { snapshot, draft, tasks } = shop();
    const filled = { ...draft, ...inference(draft, snapshot) };
    expect(filled).toMatchObject({ workload: "fargate", features: ["ecr", "logs"] });
    expect(networkChoiceOf(filled)).toMatchObject({ clientSecurityGroupIds: [tasks], subnetIds: null });
    expect(groupsAreInferred(filled, snapshot)).toBe(true);
    expect(inference(filled, snapshot)).toBeNull();
  });

  it("keeps what a person has said", () => {
    const { snapshot, draft, hosts, vpcId } = shop();
    expect(inference({ ...draft, services: ["sqs"] }, snapshot)).toBeNull();
    expect(inference({ ...draft, workload: "ec2" }, snapshot)).toEqual({
      network: { [vpcId]: expect.objectContaining({ clientSecurityGroupIds: [hosts] }) },
    });
    const chosen = { ...networkChoiceOf(draft), clientSecurityGroupIds: [] };
    expect(inference({ ...draft, network: { [vpcId]: chosen } }, snapshot)).toBeNull();
  });

  it("chooses nothing where nothing runs, or for another VPC", () => {
    const empty = account().snapshot();
    expect(inferredWorkload(empty)).toBeNull();
    expect(inference({ ...emptyDraft("us-east-1"), vpcId: empty.vpc?.id ?? null }, empty)).toBeNull();
    const { snapshot, draft } = shop();
    expect(inference({ ...draft, vpcId: "vpc-0123456789abcdef0" }, snapshot)).toBeNull();
  });
});

it("another workload brings its own groups, unless a person has changed them", () => {
  const { snapshot, draft, tasks, hosts, vpcId } = shop();
  const filled = { ...draft, ...inference(draft, snapshot) };
  const other = { ...filled, ...withWorkload(filled, snapshot, "ec2") };
  expect(networkChoiceOf(other).clientSecurityGroupIds).toEqual(inferredGroups(snapshot, "ec2"));
  expect(networkChoiceOf(other).clientSecurityGroupIds).toEqual([hosts]);
  const own = {
    ...filled,
    network: { [vpcId]: { ...networkChoiceOf(filled), clientSecurityGroupIds: [tasks, hosts] } },
  };
  expect(networkChoiceOf({ ...own, ...withWorkload(own, snapshot, "ec2") }).clientSecurityGroupIds).toEqual([
    tasks,
    hosts,
  ]);
});
