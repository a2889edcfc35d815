import { describe, expect, it } from "vitest";
import type { NetworkAclEntry, Route } from "#lib/core/network/snapshot";
import { account, openNaclEntries, rule } from "#lib/core/testing/account";
import { symptoms } from "./symptoms";
import { checkVpc, interfacesOf } from "./vpc-check";

const TASK = { description: "arn:aws:ecs:us-east-1:111122223333:attachment/3f1c2d4e" };

/** A VPC with one task in a private subnet, which allows all egress. */
function tasks({ egress, routes = [] }: { egress?: []; routes?: Route[] } = {}) {
  const vpc = account();
  const subnet = vpc.subnet("a");
  vpc.routeTable([subnet], routes);
  const group = vpc.group("tasks", egress ? { egress } : {});
  vpc.networkInterface(subnet, [group], "10.0.1.10", TASK);
  const open = vpc.group("endpoints", { ingress: [rule(group)] });
  const reported = (...services: string[]) =>
    symptoms(checkVpc(vpc.snapshot(), vpc.vpcId, services), vpc.snapshot()).map(({ kind, sentence, fix }) => ({
      kind,
      sentence: sentence.replaceAll(subnet, "subnet-1"),
      fix: fix.words,
      byPlan: fix.byPlan,
    }));
  return { ...vpc, here: subnet, open, reported };
}

const nat: Route = { destination: "0.0.0.0/0", target: "nat-gateway", targetId: "nat-1", active: true };
const denied: NetworkAclEntry = {
  ruleNumber: 50,
  egress: false,
  allow: false,
  protocol: "6",
  cidr: "10.0.2.0/24",
  ports: { from: 32768, to: 65535 },
};

describe("symptoms", () => {
  it("no endpoint and no default route", () => {
    const vpc = tasks();
    vpc.endpoint("ecr.api", { subnetIds: [vpc.here], securityGroupIds: [vpc.open] });
    expect(vpc.reported("ecr.api", "ecr.dkr")).toEqual([
      {
        kind: "broken",
        sentence: "Tasks in subnet-1 cannot pull images: no ecr.dkr endpoint, and no default route.",
        fix: "Create an endpoint for ecr.dkr.",
        byPlan: true,
      },
    ]);
  });

  it("several services for one purpose are one symptom", () => {
    expect(
      tasks()
        .reported("ecr.api", "ecr.dkr", "s3", "logs")
        .map(({ sentence }) => sentence),
    ).toEqual([
      "Tasks in subnet-1 cannot pull images: no ecr.api, ecr.dkr or s3 gateway endpoint, and no default route.",
      "Tasks in subnet-1 cannot write logs to CloudWatch: no logs endpoint, and no default route.",
    ]);
  });

  it("an endpoint exists, but its private DNS is off", () => {
    const vpc = tasks();
    vpc.endpoint("logs", { subnetIds: [vpc.here], securityGroupIds: [vpc.open], privateDnsEnabled: false });
    expect(vpc.reported("logs")).toEqual([
      {
        kind: "broken",
        sentence:
          "Tasks in subnet-1 cannot write logs to CloudWatch: the logs endpoint has private DNS off, and no default route.",
        fix: "Switch private DNS on for logs.",
        byPlan: true,
      },
    ]);
  });

  it("the endpoint's group does not allow ingress from them, nor theirs egress", () => {
    const vpc = tasks({ egress: [], routes: [nat] });
    vpc.endpoint("ecs", { subnetIds: [vpc.here], securityGroupIds: [vpc.group("closed")] });
    expect(vpc.reported("ecs")).toEqual([
      {
        kind: "broken",
        sentence:
          "Tasks in subnet-1 cannot call the ECS API: their security group does not allow egress to it, and the security group of the ecs endpoint does not allow ingress from them.",
        fix: "Allow egress in the workloads' group and allow ingress from the workloads in the endpoint's group.",
        byPlan: true,
      },
    ]);
  });

  it("a network ACL between two subnets needs a manual fix", () => {
    const vpc = tasks();
    const other = vpc.subnet("b");
    vpc.networkAcl([vpc.here], [denied, ...openNaclEntries]);
    vpc.endpoint("ecs", { subnetIds: [other], securityGroupIds: [vpc.open] });
    const [reported] = vpc.reported("ecs");
    expect(reported).toMatchObject({
      kind: "broken",
      sentence:
        "Tasks in subnet-1 cannot call the ECS API: the network ACL of their subnet does not allow return traffic inbound.",
      byPlan: false,
    });
    expect(reported?.fix).toMatch(/^Change the network ACLs manually/);
  });

  it("a network ACL on today's path may be on a new endpoint's too: the fix names what it must allow", () => {
    const vpc = tasks({ routes: [nat] });
    vpc.networkAcl(
      [vpc.here],
      openNaclEntries.filter(({ egress }) => egress),
    );
    const [reported] = vpc.reported("ecs");
    expect(reported).toMatchObject({ kind: "broken", byPlan: true });
    expect(reported?.fix).toMatch(/^Create an endpoint for ecs. The network ACLs must allow the service's ports out/);
  });

  it("the path over a NAT gateway works, and is reported", () => {
    expect(tasks({ routes: [nat] }).reported("ecr.dkr")).toEqual([
      {
        kind: "internet",
        sentence: "Tasks in subnet-1 pull images over the internet or another network: no ecr.dkr endpoint.",
        fix: "Create an endpoint for ecr.dkr.",
        byPlan: true,
      },
    ]);
  });

  it("image layers lack the gateway, or its route", () => {
    const vpc = tasks();
    for (const service of ["ecr.api", "ecr.dkr"])
      vpc.endpoint(service, { subnetIds: [vpc.here], securityGroupIds: [vpc.open] });
    const sentences = () => vpc.reported("ecr.api", "ecr.dkr", "s3").map(({ sentence }) => sentence);
    const start = "Tasks in subnet-1 cannot download image layers from S3:";
    expect(sentences()).toEqual([`${start} no s3 gateway endpoint, and no default route.`]);
    vpc.endpoint("s3", { type: "Gateway", routeTableIds: [vpc.mainTable] });
    expect(sentences()).toEqual([`${start} no route to the s3 gateway endpoint, and no default route.`]);
  });

  it("a failed endpoint does not count", () => {
    const vpc = tasks();
    vpc.endpoint("ecs", { state: "failed" });
    expect(vpc.reported("ecs")).toMatchObject([
      {
        sentence: "Tasks in subnet-1 cannot call the ECS API: the ecs endpoint is not available, and no default route.",
        byPlan: false,
      },
    ]);
  });

  it("one sentence for all subnets with the same fault, and none for what is private", () => {
    const vpc = tasks();
    const second = vpc.subnet("b");
    vpc.networkInterface(second, [vpc.group("more")], "10.0.2.10", TASK);
    expect(vpc.reported("ecs").map(({ sentence }) => sentence)).toEqual([
      `Tasks in subnet-1 and ${second} cannot call the ECS API: no ecs endpoint, and no default route.`,
    ]);
    vpc.endpoint("ecs", {
      subnetIds: [vpc.here],
      securityGroupIds: [vpc.group("all", { ingress: [rule("10.0.0.0/16")] })],
    });
    expect(vpc.reported("ecs")).toEqual([]);
  });

  it("a second group that does not matter is no fault of a task whose first one does", () => {
    const vpc = tasks({ routes: [nat] });
    vpc.networkInterface(vpc.here, [vpc.group("database", { egress: [] }), vpc.group("web")], "10.0.1.11", TASK);
    expect(vpc.reported("logs").map(({ kind }) => kind)).toEqual(["internet", "covered"]);
  });

  it("only the requested interfaces are named", () => {
    const vpc = account();
    const subnet = vpc.subnet("a");
    const shared = vpc.group("shared");
    vpc.networkInterface(subnet, [shared], "10.0.1.10", TASK);
    vpc.networkInterface(subnet, [shared], "10.0.1.11", { instanceId: "i-0123456789abcdef0" });
    const snapshot = vpc.snapshot();
    const start = (workload: "fargate" | "ec2") => {
      const only = interfacesOf(snapshot, workload);
      return symptoms(checkVpc(snapshot, vpc.vpcId, ["ecs"], only), snapshot, only)[0]?.sentence.split(" ")[0];
    };
    expect([start("fargate"), start("ec2")]).toEqual(["Tasks", "Instances"]);
  });
});
