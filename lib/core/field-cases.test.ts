/** What people report of real accounts, each with the right result. */
import { describe, expect, it } from "vitest";
import { symptoms } from "./check/symptoms";
import { checkVpc, hasProblems } from "./check/vpc-check";
import type { Change, Plan } from "./format/plan-format";
import { isBlocked } from "./format/severity";
import type { Intent } from "./intent/intent";
import type { Snapshot } from "./network/snapshot";
import { plan } from "./plan";
import { CENTRAL, fieldCases } from "./testing/field-cases";

type Case = { snapshot: Snapshot; intent: Intent };

const planOf = ({ snapshot, intent }: Case): Plan => plan(snapshot, intent);
const found = ({ findings }: Plan, code: string) => findings.filter((finding) => finding.code === code);
const verdicts = ({ reachability }: Plan) => [
  ...new Set(reachability.map(({ before, after }) => `${before} → ${after}`)),
];
const errors = ({ findings }: Plan) => findings.filter(({ severity }) => severity === "error");
const inputs = ({ changes }: Plan, operation: Change["operation"]) =>
  changes.filter((change) => change.operation === operation).map(({ input }) => input);
const check = ({ snapshot, intent }: Case, services?: string[]) => {
  const result = checkVpc(snapshot, intent.vpcId, services);
  return { ...result, symptoms: symptoms(result, snapshot) };
};

describe("names", () => {
  it("private DNS of execute-api stops public APIs in the whole VPC: that has to be accepted", () => {
    const a = fieldCases.publicApis();
    const [finding, ...more] = found(planOf(a), "blast-radius");
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ kind: "public-apis", summary: expect.stringContaining("*.execute-api.us-east-1") });
    expect(isBlocked(planOf(a))).toBe(true);
    const accepted = planOf({ ...a, intent: { ...a.intent, acceptedRisks: ["blast-radius"] } });
    expect(isBlocked(accepted)).toBe(false);
    expect(found(planOf({ ...a, intent: { ...a.intent, privateDns: false } }), "blast-radius")).toEqual([]);
  });

  it("the VPC resolver by its addresses is no custom DNS server", () => {
    expect(found(planOf(fieldCases.resolverByAddress()), "custom-dns-servers")).toEqual([]);
  });

  it("of a spoke, zones of a central account resolve the names: unknown, a conflict for a plan, and nothing broken for a check", () => {
    const a = fieldCases.spoke();
    const result = planOf(a);
    expect(found(result, "hosted-zone-conflict")).toHaveLength(4);
    expect(verdicts(result)).toEqual(["unknown → unknown"]);
    expect(new Set(result.reachability.flatMap(({ blockedBy }) => [...blockedBy.before, ...blockedBy.after]))).toEqual(
      new Set(["hosted-zone"]),
    );
    expect(new Set(result.dns.flatMap(({ before, after }) => [before, after]))).toEqual(new Set(["unknown"]));
    const checked = check(a, [...a.intent.services]);
    expect(hasProblems(checked)).toBe(false);
    expect(new Set(checked.symptoms.map(({ kind, fix }) => `${kind} ${fix.byPlan}`))).toEqual(
      new Set(["unknown false"]),
    );
    expect(checked.findings).toMatchObject([
      {
        code: "hosted-zone",
        severity: "info",
        summary: expect.stringMatching(
          new RegExp(`resolved by private hosted zones of account ${CENTRAL}; where they lead is not visible`),
        ),
      },
    ]);
  });

  it("in China they end in .com.cn, and short names match whatever precedes the Region", () => {
    const result = planOf(fieldCases.china());
    expect(errors(result)).toEqual([]);
    expect(result.dns.map(({ name }) => name)).toEqual([
      "api.ecr.cn-north-1.amazonaws.com.cn",
      "s3.cn-north-1.amazonaws.com.cn",
      "sts.cn-north-1.amazonaws.com.cn",
    ]);
    expect(found(result, "sts-global-name")[0]?.summary).toContain("amazonaws.com.cn");
  });

  it("of S3 Express are those of Availability Zones and the control name", () => {
    const { dns, reachability } = planOf(fieldCases.s3express());
    expect(dns.map(({ name }) => name)).toEqual([
      "s3express-control.us-east-1.amazonaws.com",
      "*.s3express-use1-az1.us-east-1.amazonaws.com",
      "*.s3express-use1-az2.us-east-1.amazonaws.com",
    ]);
    expect(reachability.map(({ after }) => after)).toEqual(["private"]);
  });

  it("an inbound Resolver endpoint serves them to other networks: that is reported, and its interfaces lose nothing", () => {
    const a = fieldCases.inboundResolver();
    expect(found(planOf(a), "resolver-inbound-clients")[0]?.resources).toEqual(["rslvr-in-1234567890abcdef0"]);
    expect(found(planOf(a), "blast-radius")).toEqual([]);
  });
});

describe("ports", () => {
  it("of services that do not listen on 443 are in rules and verdicts", () => {
    const a = fieldCases.otherPorts();
    const result = planOf(a);
    expect(
      Object.fromEntries(result.reachability.map(({ service, ports, after }) => [service, [after, ...ports]])),
    ).toEqual({
      "appstream.streaming": ["private", 443, "1400-1499"],
      cassandra: ["private", 9142],
      "email-smtp": ["private", 587],
    });
    const ports = (operation: Change["operation"]) =>
      inputs(result, operation).flatMap(({ IpPermissions }) =>
        (IpPermissions as { FromPort: number; ToPort: number }[]).map(({ FromPort, ToPort }) => [FromPort, ToPort]),
      );
    expect(ports("AuthorizeSecurityGroupIngress")).toEqual([
      [443, 443],
      [587, 587],
      [1400, 1499],
      [9142, 9142],
    ]);
    // Clients may send to 443 anywhere already.
    expect(ports("AuthorizeSecurityGroupEgress")).toEqual([
      [587, 587],
      [1400, 1499],
      [9142, 9142],
    ]);
  });

  it("that Linux uses for return traffic are enough for a verdict; others are warned of", () => {
    const a = fieldCases.narrowReturnPorts();
    const result = planOf(a);
    expect(verdicts(result)).toEqual(["none → private"]);
    const [finding] = found(result, "nacl-narrow-ephemeral");
    expect(finding).toMatchObject({ severity: "warning", detail: expect.stringMatching(/Windows.*Lambda/) });
    expect(finding?.resources).toContain(a.acl);
    expect(isBlocked(result)).toBe(false);
  });
});

describe("routes", () => {
  it("in halves are a default route: its users would be cut off", () => {
    const a = fieldCases.halves();
    expect(verdicts(planOf(a))).toEqual(["public → private"]);
    expect(found(planOf(a), "blast-radius")[0]?.resources).toEqual([a.eni]);
  });

  it("of a gateway go into the tables of all named subnets", () => {
    const a = fieldCases.thirdSubnet();
    const [gateway] = inputs(planOf(a), "CreateVpcEndpoint").filter(
      ({ VpcEndpointType }) => VpcEndpointType === "Gateway",
    );
    expect(gateway?.RouteTableIds).toEqual(a.tables);
  });

  it("that are more specific than a gateway's take its packets", () => {
    const a = fieldCases.staticRoutes();
    const result = planOf(a);
    expect(result.reachability).toMatchObject([{ after: "partial", blockedBy: { after: ["other-route"] } }]);
    const [finding] = found(result, "other-route");
    expect(finding?.summary).toMatch(/3\.5\.0\.0\/20 → nowhere.*52\.216\.0\.0\/16 → vpce-firewall/);
    expect(finding?.resources).toContain(a.table);
  });

  it("of IPv6 need a gateway of another type, or an error reports why there is none", () => {
    const result = planOf(fieldCases.ipv6());
    const [gateway] = inputs(result, "CreateVpcEndpoint").filter(
      ({ VpcEndpointType }) => VpcEndpointType === "Gateway",
    );
    expect(gateway).toMatchObject({ IpAddressType: "ipv6", DnsOptions: { DnsRecordIpType: "ipv6" } });
    expect(verdicts(result)).toEqual(["none → private"]);
    const without = planOf(fieldCases.ipv6(["ipv4"]));
    expect(without.reachability.find(({ service }) => service === "s3")).toMatchObject({
      after: "none",
      blockedBy: { after: expect.arrayContaining(["ip-address-type"]) },
    });
    expect(found(without, "ip-type-unsupported").map(({ summary }) => summary)).toContainEqual(
      expect.stringContaining("the gateway endpoint of s3 carries IPv4 only"),
    );
  });

  it("of a gateway need no DNS hostnames", () => {
    const result = planOf(fieldCases.gatewayWithoutHostnames());
    expect(result.changes.map(({ operation }) => operation)).toEqual(["CreateVpcEndpoint"]);
    expect(errors(result)).toEqual([]);
    expect(verdicts(result)).toEqual(["none → private"]);
  });
});

describe("who else", () => {
  it("carries a group of another VPC may reach the service today, and would not after the plan", () => {
    const a = fieldCases.groupOfAnotherVpc();
    const result = planOf(a);
    expect(found(result, "blast-radius")).toMatchObject([{ resources: [a.eni] }]);
    expect(errors(result)).toEqual([]);
    expect(check(a, ["logs"]).findings).toEqual([]);
  });

  it("uses an endpoint loses what its policy no longer allows", () => {
    const a = fieldCases.narrowPolicies();
    const result = planOf(a);
    expect(found(result, "blast-radius").map(({ kind, resources }) => [kind, resources[0]])).toEqual([
      ["policy", a.eni],
      ["policy", a.eni],
    ]);
    expect(isBlocked(result)).toBe(true);
    expect(JSON.stringify(result.findings)).not.toMatch(/nothing is removed/i);
  });

  it("opens no connections of its own is not cut off", () => {
    const a = fieldCases.silentInterfaces();
    expect(found(planOf(a), "blast-radius")[0]?.resources).toEqual([a.eni]);
  });

  it("has addresses that the endpoints' group does not name is cut off; clients get a rule", () => {
    const a = fieldCases.secondaryCidr();
    const result = planOf(a);
    expect(found(result, "blast-radius")[0]?.resources).toEqual([a.eni]);
    expect(inputs(result, "AuthorizeSecurityGroupIngress")).toMatchObject([
      { GroupId: a.endpoints, IpPermissions: [{ UserIdGroupPairs: [{ GroupId: a.client }] }] },
    ]);
  });
});

describe("what a check does not see", () => {
  it("as a participant of a shared VPC it does not call broken, and gives no advice to create endpoints", () => {
    const a = fieldCases.participant();
    const checked = check(a, ["ecr.api", "logs", "s3", "ssmmessages"]);
    expect(hasProblems(checked)).toBe(false);
    expect(checked.findings).toEqual([]);
    expect(new Set(checked.reachability.map(({ verdict, blockedBy }) => [verdict, ...blockedBy].join()))).toEqual(
      new Set(["unknown,not-visible"]),
    );
    expect(checked.symptoms.filter(({ fix }) => fix.byPlan)).toEqual([]);
  });

  it("endpoints of other Regions and owners are listed as what they are", () => {
    const a = fieldCases.otherEndpoints();
    const checked = check(a);
    expect(checked.findings).toEqual([]);
    expect(hasProblems(checked)).toBe(false);
    expect(checked.otherEndpoints.map(({ endpointId }) => endpointId)).toEqual(a.ids);
    expect(checked.otherEndpoints[1]?.words).toContain("us-west-2");
  });
});

describe("further", () => {
  it("S3 by an interface resolves the names of the VPC itself, and does not serve the layers of ECR", () => {
    const result = planOf(fieldCases.s3Interface());
    const [s3] = inputs(result, "CreateVpcEndpoint").filter(({ ServiceName }) => String(ServiceName).endsWith(".s3"));
    expect(s3).toMatchObject({ DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: false } });
    expect(found(result, "missing-endpoint")[0]?.resources).toEqual(["s3"]);
  });

  it("a Local Zone has no endpoints; its workloads use those of the others", () => {
    const a = fieldCases.localZone();
    const result = planOf(a);
    expect(found(result, "az-not-supported")[0]?.resources).toContain(a.zone);
    expect(verdicts(result)).toEqual(["none → private"]);
  });

  it("ca-west-1 is among the Regions where AWS asks for the three endpoints of ECS together", () => {
    const findings = found(planOf(fieldCases.newRegion()), "missing-endpoint");
    expect(findings.map(({ resources }) => resources)).toEqual([["ecs-agent"], ["ecs-telemetry"]]);
    expect(findings[0]?.detail).toContain("ca-west-1 is among the Regions");
  });

  it("S3 Tables is not S3", () => {
    const result = planOf(fieldCases.s3tables());
    const created = inputs(result, "CreateVpcEndpoint").map(({ ServiceName, VpcEndpointType }) => [
      ServiceName,
      VpcEndpointType,
    ]);
    expect(created).toEqual([
      ["com.amazonaws.us-east-1.s3", "Gateway"],
      ["com.amazonaws.us-east-1.s3tables", "Interface"],
    ]);
  });

  it("a plan reports the same about a policy as the wizard", () => {
    expect(found(planOf(fieldCases.policyGrammar()), "policy-grammar")).toHaveLength(1);
  });

  it("a client with closed egress needs the prefix list of the gateway", () => {
    const a = fieldCases.closedEgress();
    expect(inputs(planOf(a), "AuthorizeSecurityGroupEgress")).toMatchObject([
      { GroupId: a.app, IpPermissions: [{ PrefixListIds: [{ PrefixListId: "pl-63a5400a" }] }] },
    ]);
  });
});
