import { describe, expect, it } from "vitest";
import { optionalStatements, policyFor, statementsFor } from "./policies";
import { anywhere, serviceNames } from "./scope";

const shop = {
  region: "us-east-1",
  accountId: "111122223333",
  vpcId: "vpc-0123456789abcdef0",
  services: ["ecs", "s3:interface", "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0"],
};

const named = (sid: string, scope = shop) => policyFor("apply", scope).Statement.find(({ Sid }) => Sid === sid);

describe("a policy", () => {
  it("allows the reading side to describe, get, list and validate, and nothing else", () => {
    const actions = policyFor("read", anywhere).Statement.flatMap(({ Action }) => Action);
    expect(actions.filter((action) => !/:(Describe|Get|List|Validate)/.test(action))).toEqual([]);
  });

  it("names the partition, Region, account and VPC that it is for", () => {
    expect(named("PosternInVpc")?.Resource).toBe("arn:aws:ec2:us-east-1:111122223333:vpc/vpc-0123456789abcdef0");
    expect(named("PosternInVpc", { ...shop, region: "cn-north-1" })?.Resource).toMatch(/^arn:aws-cn:ec2:cn-north-1:/);
    expect(policyFor("apply", anywhere).Statement.find(({ Sid }) => Sid === "PosternInVpc")?.Resource).toBe(
      "arn:aws:ec2:*:*:vpc/*",
    );
  });

  it("allows endpoints for the services that are named, or for AWS's own", () => {
    expect(named("PosternCreateEndpoints")?.Condition).toEqual({
      StringLike: {
        "ec2:VpceServiceName": [
          "com.amazonaws.us-east-1.ecs",
          "com.amazonaws.us-east-1.s3",
          "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0",
        ],
        "aws:RequestTag/postern:run": "?*",
      },
    });
    const all = policyFor("apply", anywhere).Statement.find(({ Sid }) => Sid === "PosternCreateEndpoints");
    expect(all?.Condition).toMatchObject({ StringEquals: { "ec2:VpceServiceOwner": "amazon" } });
  });

  it("is within the size of a managed policy, also for many services [IAM user guide, quotas: 6,144 characters]", () => {
    const services = Array.from({ length: 30 }, (_, at) => `a-service-of-aws-${at}`);
    for (const access of ["read", "apply"] as const) {
      expect(JSON.stringify(policyFor(access, { ...shop, services })).length).toBeLessThan(6144);
    }
  });

  it("can do without the optional statements, and says what Postern does then", () => {
    const sids = optionalStatements("apply").map(({ sid }) => sid);
    expect(sids.length).toBeGreaterThan(0);
    const essential = policyFor("apply", shop, { optional: false }).Statement.map(({ Sid }) => Sid);
    expect(policyFor("apply", shop).Statement.map(({ Sid }) => Sid)).toEqual(
      expect.arrayContaining([...essential, ...sids]),
    );
    expect(essential.filter((sid) => sids.includes(sid))).toEqual([]);
  });

  it("has valid and unique Sids", () => {
    for (const access of ["read", "apply"] as const) {
      const sids = policyFor(access, shop).Statement.map(({ Sid }) => Sid);
      expect(new Set(sids).size).toBe(sids.length);
      for (const sid of sids) expect(sid).toMatch(/^[A-Za-z0-9]+$/);
    }
  });
});

describe("the statements for one action", () => {
  it("are those of the side's policy with that action alone", () => {
    expect(statementsFor("ec2:CreateSecurityGroup", "apply", shop).map(({ Sid, Action }) => [Sid, Action])).toEqual([
      ["PosternInVpc", ["ec2:CreateSecurityGroup"]],
      ["PosternCreateGroups", ["ec2:CreateSecurityGroup"]],
    ]);
    expect(statementsFor("ec2:DescribeRegions", null, shop)).toHaveLength(1);
  });
});

it("services in China have two names", () => {
  expect(serviceNames({ ...anywhere, region: "cn-north-1", services: ["ecs"] })).toEqual([
    "cn.com.amazonaws.cn-north-1.ecs",
    "com.amazonaws.cn-north-1.ecs",
  ]);
});
