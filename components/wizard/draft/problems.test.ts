import { describe, expect, it } from "vitest";
import { type Draft, emptyDraft, type NetworkChoice, type Step } from "#lib/core/intent/draft";
import { emptyPreset } from "#lib/core/policy/preset-fields";
import { account } from "#lib/core/testing/account";
import { problemsOf } from "./problems";

type Account = ReturnType<typeof account>;

/** What a step lacks, as `field: message`, in a VPC with a subnet and a group. */
function lacking(step: Step, over: Partial<Draft> = {}, choice: Partial<NetworkChoice> = {}, a: Account = account()) {
  const draft: Draft = {
    ...emptyDraft("us-east-1"),
    vpcId: a.vpcId,
    workload: "api",
    network: {
      [a.vpcId]: {
        subnetIds: null,
        clientSecurityGroupIds: [],
        endpointSecurityGroup: { create: { name: "endpoints" } },
        ...choice,
      },
    },
    ...over,
  };
  return problemsOf(draft, a.snapshot())[step].map(({ field, message }) => `${field}: ${message}`);
}

function withSubnet(): Account {
  const a = account();
  a.subnet("a");
  return a;
}

describe("the network", () => {
  it("must be chosen", () => {
    expect(lacking("network", { vpcId: null })).toEqual(["vpcs: Choose a VPC."]);
    expect(lacking("network")).toEqual([]);
  });
});

describe("what needs access", () => {
  it("must be set", () => {
    expect(lacking("needs", { workload: null })).toEqual(["workload: Say what runs in the subnets, or add a service."]);
  });

  it("must result in at least one endpoint", () => {
    expect(lacking("needs", { workload: "fargate", features: [] })[0]).toMatch(/^features: Select/);
  });

  it("may be services alone", () => {
    expect(lacking("needs", { workload: null, services: ["sqs"] })).toEqual([]);
  });

  it("must be offered in the Region", () => {
    expect(lacking("needs", { services: ["nonesuch"] })).toEqual([
      "add-service: nonesuch is not offered in us-east-1. Take it out to continue.",
    ]);
  });
});

describe("the placement", () => {
  it("is chosen automatically where there are subnets", () => {
    expect(lacking("placement", {}, {}, withSubnet())).toEqual([]);
  });

  it("needs a subnet for interface endpoints, and none for gateways", () => {
    expect(lacking("placement", {}, { subnetIds: [] }, withSubnet())[0]).toMatch(/^zones: Choose a subnet/);
    expect(lacking("placement", { workload: null, services: ["s3"] }, { subnetIds: [] }, withSubnet())).toEqual([]);
  });

  it("must not name a subnet that does not exist", () => {
    const gone = "subnet-0000000000000dead" as const;
    expect(lacking("placement", {}, { subnetIds: [gone] }, withSubnet())[0]).toMatch(/not in this VPC any more/);
  });
});

describe("the connection", () => {
  it("needs the workloads' groups", () => {
    expect(lacking("connect")[0]).toMatch(/^client-groups: Choose the security groups/);
  });

  it("needs the group that is to be reused", () => {
    expect(lacking("connect", {}, { endpointSecurityGroup: { id: "" } })[1]).toMatch(
      /^endpoint-group: Choose the group/,
    );
  });

  it.each(["", "sg-mine", "naïve", " padded"])("accepts no group named %j", (name) => {
    const a = account();
    const choice = { clientSecurityGroupIds: [a.group("tasks")], endpointSecurityGroup: { create: { name } } };
    expect(lacking("connect", {}, choice, a)).toEqual([expect.stringMatching(/^group-name: The group's name: /)]);
  });

  it("is complete with existing groups", () => {
    const a = account();
    const choice = { clientSecurityGroupIds: [a.group("tasks")], endpointSecurityGroup: { id: a.group("endpoints") } };
    expect(lacking("connect", {}, choice, a)).toEqual([]);
  });

  it("must not name a subnet that is gone among those where workloads may run", () => {
    const a = account();
    const choice = {
      clientSecurityGroupIds: [a.group("tasks")],
      clientSubnetIds: [a.subnet("a"), "subnet-00000bad" as const],
    };
    expect(lacking("connect", {}, choice, a)).toEqual([
      "client-subnets: subnet-00000bad is not in this VPC any more. Take it out.",
    ]);
  });
});

describe("the tuning", () => {
  it("is complete from the start", () => {
    expect(lacking("tune")).toEqual([]);
  });

  it("names the policy that cannot be sent, only while it is used", () => {
    expect(lacking("tune", { policies: { ecs: { own: true, text: "{" } } })[0]).toMatch(
      /^policy-ecs: Policy for ecs: /,
    );
    expect(lacking("tune", { policies: { ecs: { own: false, text: "{" } } })).toEqual([]);
    expect(lacking("tune", { policies: { logs: { own: true, text: "{" } } })).toEqual([]);
  });

  it("names the parameter of a preset that is not filled in, only while it is used", () => {
    const preset = emptyPreset("ecs-cluster", { accountId: "123456789012" });
    const ecs = { own: false, text: "", preset };
    expect(lacking("tune", { policies: { ecs } })).toEqual([
      "policy-ecs-cluster: Policy for ecs: enter the cluster's name.",
    ]);
    expect(lacking("tune", { policies: { ecs: { ...ecs, none: true } } })).toEqual([]);
    expect(lacking("tune", { policies: { ecs: { ...ecs, preset: { ...preset, cluster: "web" } } } })).toEqual([]);
  });

  it.each(["0", "65536", "20-10", "smtp", "25 70000"])("takes no port %j, while its service is used", (text) => {
    const ports = { ecs: text, logs: "nonsense" };
    expect(lacking("tune", { ports })).toEqual([expect.stringMatching(/^ports-ecs: Ports of ecs: write a TCP port/)]);
  });

  it.each(["", " ", "8443", "443, 1400-1499; 25"])("takes the ports %j", (ecs) => {
    expect(lacking("tune", { ports: { ecs } })).toEqual([]);
  });

  it.each([
    [{ key: "aws:x", value: "" }, /must not begin with aws:/],
    [{ key: "", value: "ops" }, /must not be empty/],
    [{ key: "team", value: "x".repeat(257) }, /at most 256/],
  ])("names the tag %j", (tag, problem) => {
    expect(lacking("tune", { tags: [tag] })).toEqual([expect.stringMatching(problem)]);
  });

  it("accepts a tag's key once", () => {
    const tag = { key: "team", value: "ops" };
    expect(lacking("tune", { tags: [tag, tag] })).toEqual(["tag-1: Tag 2: the key team appears twice."]);
  });
});
