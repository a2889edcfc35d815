import { describe, expect, it } from "vitest";
import type { Change } from "./format/plan-format";
import { type Intent, type IntentInput, intentSchema } from "./intent/intent";
import { plan } from "./plan";
import { applyChanges } from "./planning/simulate";
import { account, rule } from "./testing/account";

const intent = (given: Omit<IntentInput, "version" | "region">): Intent =>
  intentSchema.parse({ version: 1, region: "us-east-1", ...given });

/** The account of the story: two private subnets, a client whose egress is closed, DNS hostnames off. */
function story() {
  const net = account({ enableDnsHostnames: false });
  const subnets = [net.subnet("a"), net.subnet("b")];
  const client = net.group("tasks", { egress: [] });
  const given = intent({ vpcId: net.vpcId, services: ["ecs"], subnetIds: subnets, clientSecurityGroupIds: [client] });
  return { net, subnets, client, given };
}

const byKind = (changes: readonly Change[], kind: Change["kind"]) => changes.filter((change) => change.kind === kind);
const codes = (result: ReturnType<typeof plan>) => result.findings.map(({ code }) => code);

describe("private access to ECS from two private subnets", () => {
  const { net, subnets, client, given } = story();
  const result = plan(net.snapshot(), given);

  it("allows egress from the client's group to the endpoint's group, and ingress to the endpoint's group from the client's", () => {
    const https = { IpProtocol: "tcp", FromPort: 443, ToPort: 443 };
    expect(byKind(result.changes, "authorize-egress")[0]?.input).toMatchObject({
      GroupId: client,
      IpPermissions: [{ ...https, UserIdGroupPairs: [{ GroupId: "${create-security-group.GroupId}" }] }],
    });
    expect(byKind(result.changes, "authorize-ingress")[0]?.input).toMatchObject({
      GroupId: "${create-security-group.GroupId}",
      IpPermissions: [{ ...https, UserIdGroupPairs: [{ GroupId: client }] }],
    });
  });

  it("creates the interface endpoint in both subnets with private DNS off", () => {
    expect(byKind(result.changes, "create-endpoint")).toMatchObject([
      {
        operation: "CreateVpcEndpoint",
        until: "available",
        input: {
          VpcId: net.vpcId,
          ServiceName: "com.amazonaws.us-east-1.ecs",
          VpcEndpointType: "Interface",
          SubnetIds: subnets,
          SecurityGroupIds: ["${create-security-group.GroupId}"],
          PrivateDnsEnabled: false,
        },
      },
    ]);
  });

  it("switches private DNS on only after the endpoint, the rules and the DNS attribute are in place", () => {
    const [last] = byKind(result.changes, "enable-private-dns");
    expect(last?.input).toEqual({
      VpcEndpointId: "${create-endpoint-ecs.VpcEndpoint.VpcEndpointId}",
      PrivateDnsEnabled: true,
    });
    expect(new Set(last?.dependsOn)).toEqual(
      new Set([
        "create-endpoint-ecs",
        "enable-dns-hostnames",
        `authorize-egress-${client}`,
        "authorize-ingress-create-security-group",
      ]),
    );
  });

  it("tags what it creates with the run, the change, a Name and the user's own tags", () => {
    const tagged = plan(net.snapshot(), { ...given, tags: { team: "ops" } });
    expect(byKind(tagged.changes, "create-endpoint")[0]?.input.TagSpecifications).toEqual([
      {
        ResourceType: "vpc-endpoint",
        Tags: [
          { Key: "Name", Value: "postern-ecs" },
          { Key: "postern:change", Value: "create-endpoint-ecs" },
          { Key: "postern:run", Value: "${run.Id}" },
          { Key: "team", Value: "ops" },
        ],
      },
    ]);
  });

  it("reports the DNS resolution and the cost", () => {
    expect(result.dns).toEqual([
      { name: "ecs.us-east-1.amazonaws.com", service: "ecs", before: "public", after: "create-endpoint-ecs" },
    ]);
    expect(result.cost).toMatchObject({ hourlyUsd: 0.02, monthlyUsd: 14.6, perGbUsd: 0.01 });
  });

  it("finds nothing to do once it is done", () => {
    const again = plan(applyChanges(net.snapshot(), result.changes), given);
    expect(again.changes).toEqual([]);
    expect(codes(again)).toContain("reused-endpoint");
  });

  it("creates with private DNS on, after all it needs, when the cutover is direct", () => {
    const direct = plan(net.snapshot(), { ...given, cutover: "direct" });
    const [create] = byKind(direct.changes, "create-endpoint");
    expect(create?.input.PrivateDnsEnabled).toBe(true);
    expect(create?.dependsOn).toContain("enable-dns-hostnames");
    expect(byKind(direct.changes, "enable-private-dns")).toEqual([]);
  });

  it("does not change DNS when private DNS is not wanted", () => {
    const plain = plan(net.snapshot(), { ...given, privateDns: false });
    expect(plain.changes.map(({ kind }) => kind).sort()).toEqual([
      "authorize-egress",
      "authorize-ingress",
      "create-endpoint",
      "create-security-group",
    ]);
  });
});

describe("what already exists", () => {
  it("a group of the wanted name is used instead of a new one", () => {
    const { net, given } = story();
    const group = net.group("postern-endpoints");
    const result = plan(net.snapshot(), given);
    expect(byKind(result.changes, "create-security-group")).toEqual([]);
    expect(byKind(result.changes, "create-endpoint")[0]?.input.SecurityGroupIds).toEqual([group]);
    expect(codes(result)).toContain("reused-group");
  });

  it("a rule is not added where a wider one does its work, and the finding names it", () => {
    const net = account();
    const subnet = net.subnet("a");
    const client = net.group("tasks");
    const given = intent({
      vpcId: net.vpcId,
      services: ["ecs"],
      subnetIds: [subnet],
      clientSecurityGroupIds: [client],
    });
    const result = plan(net.snapshot(), given);
    expect(byKind(result.changes, "authorize-egress")).toEqual([]);
    expect(result.findings.find(({ code }) => code === "rule-already-covered")?.summary).toBe(
      `${client} allows HTTPS out to the endpoints already, by the rule all traffic 0.0.0.0/0.`,
    );
  });

  it("an endpoint whose groups allow no ingress gets the intent's group, and keeps its own", () => {
    const { net, subnets, given } = story();
    const closed = net.group("closed");
    const id = net.endpoint("ecs", { subnetIds: subnets, securityGroupIds: [closed], privateDnsEnabled: false });
    const result = plan(net.snapshot(), given);
    expect(byKind(result.changes, "create-endpoint")).toEqual([]);
    expect(byKind(result.changes, "modify-endpoint")).toMatchObject([
      { input: { VpcEndpointId: id, AddSecurityGroupIds: ["${create-security-group.GroupId}"] } },
    ]);
    expect(byKind(result.changes, "enable-private-dns")[0]?.dependsOn).toContain("modify-endpoint-ecs");
  });

  it("an endpoint whose groups allow the client by CIDR is unchanged", () => {
    const { net, subnets, client, given } = story();
    const open = net.group("open", { ingress: [rule("10.0.0.0/16")] });
    net.endpoint("ecs", { subnetIds: subnets, securityGroupIds: [open] });
    const result = plan(net.snapshot(), given);
    expect(result.changes.map(({ id }) => id)).toEqual(["enable-dns-hostnames", `authorize-egress-${client}`]);
    expect(byKind(result.changes, "authorize-egress")[0]?.input).toMatchObject({
      IpPermissions: [{ UserIdGroupPairs: [{ GroupId: open }] }],
    });
  });

  it("an endpoint with one subnet gets the missing Availability Zone", () => {
    const { net, subnets, given } = story();
    const open = net.group("open", { ingress: [rule("10.0.0.0/16")] });
    const id = net.endpoint("ecs", { subnetIds: subnets.slice(0, 1), securityGroupIds: [open] });
    expect(byKind(plan(net.snapshot(), given).changes, "modify-endpoint")).toMatchObject([
      { input: { VpcEndpointId: id, AddSubnetIds: subnets.slice(1) } },
    ]);
  });

  it("a failed endpoint does not count", () => {
    const { net, subnets, given } = story();
    net.endpoint("ecs", { subnetIds: subnets, state: "failed" });
    expect(byKind(plan(net.snapshot(), given).changes, "create-endpoint")).toHaveLength(1);
  });
});

describe("gateway endpoints", () => {
  it("take the route tables of the subnets where the clients are and may run later, else also of the candidates", () => {
    const net = account();
    const [home, elsewhere] = [net.subnet("a"), net.subnet("b")];
    const table = net.routeTable([home], [net.nat()]);
    const candidates = net.routeTable([elsewhere]);
    const third = net.subnet("c");
    const later = net.routeTable([third]);
    const client = net.group("tasks");
    net.networkInterface(home, [client], "10.0.1.10");
    const given = intent({
      vpcId: net.vpcId,
      services: ["s3"],
      subnetIds: [elsewhere],
      clientSecurityGroupIds: [client],
    });
    const tables = (more: Partial<Intent>) =>
      plan(net.snapshot(), { ...given, ...more }).changes[0]?.input.RouteTableIds;
    expect(tables({})).toEqual([table, candidates]);
    expect(tables({ clientSubnetIds: [third] })).toEqual([table, later]);
    expect(tables({ clientSubnetIds: [third], gatewayRouteTableIds: [net.mainTable] })).toEqual([net.mainTable]);
  });

  it("take the main table for a subnet without an association, and the tables that the intent names above all", () => {
    const net = account();
    const subnet = net.subnet("a");
    const client = net.group("tasks");
    const given = intent({ vpcId: net.vpcId, services: ["s3"], subnetIds: [subnet], clientSecurityGroupIds: [client] });
    expect(plan(net.snapshot(), given).changes[0]?.input.RouteTableIds).toEqual([net.mainTable]);
    const other = net.routeTable([]);
    expect(plan(net.snapshot(), { ...given, gatewayRouteTableIds: [other] }).changes[0]?.input.RouteTableIds).toEqual([
      other,
    ]);
  });

  it("that lack a table are modified", () => {
    const net = account();
    const [a, b] = [net.subnet("a"), net.subnet("b")];
    const [tableA, tableB] = [net.routeTable([a]), net.routeTable([b])];
    const gateway = net.endpoint("s3", { type: "Gateway", routeTableIds: [tableA] });
    const client = net.group("tasks");
    const given = intent({ vpcId: net.vpcId, services: ["s3"], subnetIds: [a, b], clientSecurityGroupIds: [client] });
    expect(plan(net.snapshot(), given).changes).toMatchObject([
      { operation: "ModifyVpcEndpoint", input: { VpcEndpointId: gateway, AddRouteTableIds: [tableB] } },
    ]);
  });

  it("need egress to the prefix list in the client's group where its egress is closed", () => {
    const { net, client, given } = story();
    const result = plan(net.snapshot(), { ...given, services: ["s3"] });
    expect(byKind(result.changes, "authorize-egress")[0]?.input).toMatchObject({
      GroupId: client,
      IpPermissions: [{ PrefixListIds: [{ PrefixListId: "pl-63a5400a" }] }],
    });
  });
});

describe("placement", () => {
  it("chooses one subnet per Availability Zone and reports the others", () => {
    const net = account();
    const [first, second, third] = [net.subnet("a"), net.subnet("a"), net.subnet("b")];
    const client = net.group("tasks");
    const given = intent({
      vpcId: net.vpcId,
      services: ["ecs"],
      subnetIds: [third, second, first],
      clientSecurityGroupIds: [client],
    });
    const result = plan(net.snapshot(), given);
    expect(byKind(result.changes, "create-endpoint")[0]?.input.SubnetIds).toEqual([first, third]);
    expect(result.findings.find(({ code }) => code === "one-subnet-per-az")?.resources).toEqual([second]);
  });

  it("makes the three endpoints of ECS container instances one after the other", () => {
    const { net, given } = story();
    const result = plan(net.snapshot(), { ...given, services: ["ecs", "ecs-agent", "ecs-telemetry"] });
    const order = byKind(result.changes, "create-endpoint").map(({ id }) => id);
    expect(order).toEqual(["create-endpoint-ecs-agent", "create-endpoint-ecs-telemetry", "create-endpoint-ecs"]);
    expect(byKind(result.changes, "create-endpoint")[2]?.dependsOn).toContain("create-endpoint-ecs-telemetry");
  });
});

describe("resources that the intent names and that do not exist", () => {
  it("stop the plan: the field is named and nothing is to be sent", () => {
    const { net, given } = story();
    const elsewhere = "subnet-0aaaaaaaaaaaaaaaa";
    const result = plan(net.snapshot({ elsewhere: { [elsewhere]: "vpc-0bbbbbbbbbbbbbbbb" } }), {
      ...given,
      subnetIds: [...given.subnetIds, elsewhere],
      clientSecurityGroupIds: ["sg-0cccccccccccccccc"],
    });
    expect(result.changes).toEqual([]);
    const errors = result.findings.filter(({ severity }) => severity === "error");
    expect(errors.map(({ code, resources }) => [code, ...resources])).toEqual([
      ["resource-not-found", elsewhere],
      ["resource-not-found", "sg-0cccccccccccccccc"],
    ]);
    expect(errors[0]?.summary).toContain("vpc-0bbbbbbbbbbbbbbbb");
    expect(errors[1]?.summary).toContain("clientSecurityGroupIds: there is no security group sg-0cccccccccccccccc");
  });

  it("include the VPC itself", () => {
    const { net, given } = story();
    const result = plan(
      net.snapshot({ vpc: null, subnets: [], routeTables: [], networkAcls: [], securityGroups: [] }),
      given,
    );
    expect(result.changes).toEqual([]);
    expect(result.findings).toMatchObject([{ code: "resource-not-found", resources: [net.vpcId] }]);
  });

  it("include a first subnet: an interface endpoint cannot be without one", () => {
    const { net, given } = story();
    const result = plan(net.snapshot(), { ...given, subnetIds: [] });
    expect(result.changes.filter(({ kind }) => kind === "create-endpoint")).toEqual([]);
    expect(codes(result)).toContain("no-supported-az");
  });

  it("include services that the Region lacks, with the nearest name", () => {
    const { net, given } = story();
    const result = plan(net.snapshot(), { ...given, services: ["ecs", "ecr.dk"] });
    expect(result.findings[0]).toMatchObject({ code: "service-not-in-region", fix: "Did you mean ecr.dkr?" });
  });
});

it.each([
  ["ecs", "ecs"],
  ["ecs", "com.amazonaws.us-east-1.ecs"],
  ["com.amazonaws.us-east-1.ecs", "ecs"],
])("puts the policy on the endpoint, whether services say %s and policies %s", (service, name) => {
  const { net, given } = story();
  const policy = { Statement: [{ Effect: "Allow", Principal: "*", Action: "ecs:List*", Resource: "*" }] };
  const { changes } = plan(net.snapshot(), { ...given, services: [service], policies: { [name]: policy } });
  expect(byKind(changes, "create-endpoint")[0]?.input.PolicyDocument).toBe(JSON.stringify(policy));
});

describe("the fingerprint", () => {
  it("is the same for the same effects and another one for others", () => {
    const { net, given } = story();
    const result = plan(net.snapshot(), given);
    expect(result.fingerprint).toMatch(/^[0-9a-f]{64}$/);
    net.group("unrelated");
    expect(plan(net.snapshot(), given).fingerprint).toBe(result.fingerprint);
    expect(plan(net.snapshot(), { ...given, tags: { team: "ops" } }).fingerprint).not.toBe(result.fingerprint);
  });
});
