/** Networks as they are, set up in the sandbox with AWS's own calls, and read as Postern reads an account. */
import {
  CreateManagedPrefixListCommand,
  CreateNetworkInterfaceCommand,
  CreateRouteCommand,
  CreateSecurityGroupCommand,
  CreateVpcEndpointCommand,
  DescribeNatGatewaysCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointServicesCommand,
  DescribeVpcsCommand,
  EC2Client,
  ModifySubnetAttributeCommand,
} from "@aws-sdk/client-ec2";
import { ChangeResourceRecordSetsCommand, CreateHostedZoneCommand, Route53Client } from "@aws-sdk/client-route-53";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readGateway } from "#lib/aws/ec2-reader";
import { notChecked } from "#lib/core/format/not-checked";
import type { Snapshot, VpcId } from "#lib/core/network/snapshot";
import { callProfiles, callResolver } from "./testing/resolver";
import { type SandboxProcess, startSandbox, temporaryFolder } from "./testing/sandbox-process";

const folder = temporaryFolder();
const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const ECS = "ecs.us-east-1.amazonaws.com";
const OTHER = "444455556666";

let sandbox: SandboxProcess;
let ec2: EC2Client;
let shop: { vpcId: VpcId; subnetId: string; tableId: string };

beforeAll(async () => {
  sandbox = await startSandbox(folder.path, { POSTERN_SANDBOX_CONTROL: "1", POSTERN_AVAILABLE_DELAY_MS: "0" });
  ec2 = new EC2Client({ region: "us-east-1", endpoint: sandbox.url, credentials });
  const named = (name: string) => ({ Filters: [{ Name: "tag:Name", Values: [name] }] });
  const { Vpcs } = await ec2.send(new DescribeVpcsCommand(named("shop")));
  const { Subnets } = await ec2.send(new DescribeSubnetsCommand(named("shop-isolated-a")));
  const { RouteTables } = await ec2.send(new DescribeRouteTablesCommand(named("shop-isolated")));
  shop = {
    vpcId: Vpcs?.[0]?.VpcId as VpcId,
    subnetId: Subnets?.[0]?.SubnetId ?? "",
    tableId: RouteTables?.[0]?.RouteTableId ?? "",
  };
});

afterAll(async () => {
  ec2?.destroy();
  await sandbox?.stop();
  folder.remove();
});

const read = (): Promise<Snapshot> =>
  readGateway({ region: "us-east-1", profile: null, endpointUrl: sandbox.url, sandbox: true }).snapshot(shop.vpcId);

const control = (path: string, body: object) =>
  fetch(`${sandbox.url}/_postern/${path}`, { method: "POST", body: JSON.stringify(body) });

describe("services of the sandbox", () => {
  it.each([
    ["ecs-agent", "Interface", ["ecs-a.us-east-1.amazonaws.com"], "abcdef"],
    ["ecs-telemetry", "Interface", ["ecs-t.us-east-1.amazonaws.com"], "abcdef"],
    ["kinesis-firehose", "Interface", ["firehose.us-east-1.amazonaws.com"], "abcdef"],
    ["execute-api", "Interface", ["*.execute-api.us-east-1.amazonaws.com"], "abcdef"],
    ["email-smtp", "Interface", ["email-smtp.us-east-1.amazonaws.com"], "bcd"],
    ["transfer.server", "Interface", ["*.server.transfer.us-east-1.amazonaws.com"], "acd"],
    ["s3tables", "Interface", ["s3tables.us-east-1.amazonaws.com"], "abcdef"],
    ["s3express", "Gateway", [], "abcdef"],
    ["s3", "Gateway", [], "abcdef"],
    ["dynamodb", "Interface", [], "abcdef"],
  ])("%s is as AWS has it", async (short, type, names, zones) => {
    const { ServiceDetails = [] } = await ec2.send(
      new DescribeVpcEndpointServicesCommand({ ServiceNames: [`com.amazonaws.us-east-1.${short}`] }),
    );
    const found = ServiceDetails.find(({ ServiceType }) => ServiceType?.[0]?.ServiceType === type);
    expect((found?.PrivateDnsNames ?? []).map(({ PrivateDnsName }) => PrivateDnsName)).toEqual(names);
    expect(found?.AvailabilityZones?.map((zone) => zone.at(-1)).join("")).toBe(zones);
    expect(found?.SupportedIpAddressTypes).toContain("ipv4");
  });
});

describe("names in a VPC of the sandbox", () => {
  it("are resolved by zones, rules, Profiles and DNS Firewall that AWS's own calls set up", async () => {
    const route53 = new Route53Client({ region: "us-east-1", endpoint: sandbox.url, credentials });
    const zoneOf = async (Name: string) => {
      const { HostedZone } = await route53.send(
        new CreateHostedZoneCommand({
          Name,
          CallerReference: Name,
          HostedZoneConfig: { Comment: "central", PrivateZone: true },
          VPC: { VPCId: shop.vpcId, VPCRegion: "us-east-1" },
        }),
      );
      return HostedZone?.Id?.split("/").at(-1) ?? "";
    };
    const own = await zoneOf(ECS);
    await route53.send(
      new ChangeResourceRecordSetsCommand({
        HostedZoneId: own,
        ChangeBatch: {
          Changes: [
            {
              Action: "CREATE",
              ResourceRecordSet: { Name: ECS, Type: "A", TTL: 60, ResourceRecords: [{ Value: "10.20.32.99" }] },
            },
          ],
        },
      }),
    );
    route53.destroy();
    await control("hosted-zones", {
      id: "ZCENTRAL",
      name: "logs.us-east-1.amazonaws.com",
      owningAccount: OTHER,
      vpcIds: [shop.vpcId],
    });

    const resolver = (...call: Parameters<typeof callResolver> extends [string, ...infer Rest] ? Rest : never) =>
      callResolver(sandbox.url, ...call);
    const CreatorRequestId = "1";
    const { ResolverRule } = await resolver("CreateResolverRule", {
      CreatorRequestId,
      Name: "local",
      RuleType: "SYSTEM",
      DomainName: "amazonaws.com",
    });
    const { FirewallDomainList } = await resolver("CreateFirewallDomainList", { CreatorRequestId, Name: "apis" });
    const FirewallDomainListId = FirewallDomainList?.Id;
    const Domains = ["*.us-east-1.amazonaws.com", "bad.example"];
    await resolver("UpdateFirewallDomains", { FirewallDomainListId, Operation: "ADD", Domains });
    const { FirewallRuleGroup } = await resolver("CreateFirewallRuleGroup", { CreatorRequestId, Name: "central" });
    const FirewallRuleGroupId = FirewallRuleGroup?.Id;
    const block = { CreatorRequestId, Name: "no-apis", Priority: 10, Action: "BLOCK", BlockResponse: "NODATA" };
    await resolver("CreateFirewallRule", { ...block, FirewallRuleGroupId, FirewallDomainListId });
    const association = { CreatorRequestId, Name: "central", FirewallRuleGroupId, VpcId: shop.vpcId, Priority: 200 };
    await resolver("AssociateFirewallRuleGroup", association);

    const profiles = (path: string, input: object) => callProfiles(sandbox.url, path, { ...input });
    const { Profile } = await profiles("/profile", { Name: "landing-zone", ClientToken: "1" });
    const ProfileId = Profile?.Id;
    await profiles("/profileassociation", { Name: "landing-zone", ProfileId, ResourceId: shop.vpcId });
    for (const ResourceArn of [
      ResolverRule?.Arn,
      "arn:aws:route53:::hostedzone/ZCENTRAL2",
      "arn:aws:ec2:us-east-1:444455556666:vpc-endpoint/vpce-0ffffffffffffffff",
    ]) {
      await profiles("/profileresourceassociation", { Name: "r", ProfileId, ResourceArn });
    }

    const snapshot = await read();
    const profile = { id: ProfileId, name: "landing-zone", priority: 100 };
    expect(snapshot.hostedZones).toMatchObject({
      state: "read",
      value: [
        { id: own, name: ECS, records: [{ name: ECS, type: "A", values: ["10.20.32.99"], alias: null }] },
        { id: "ZCENTRAL", name: "logs.us-east-1.amazonaws.com", owningAccount: OTHER, records: null },
      ],
    });
    expect(snapshot.resolverRules).toMatchObject({
      value: [{ id: ResolverRule?.Id, type: "SYSTEM", domain: "amazonaws.com", profile }],
    });
    expect(snapshot.dnsFirewall).toMatchObject({
      value: [{ ruleGroupName: "central", name: "no-apis", action: "BLOCK", domains: ["*.us-east-1.amazonaws.com"] }],
    });
    expect(snapshot.profiles).toEqual({
      state: "read",
      value: [
        {
          ...profile,
          endpointIds: ["vpce-0ffffffffffffffff"],
          incomplete: "private hosted zone ZCENTRAL2 cannot be read",
        },
      ],
    });
    const lines = notChecked(snapshot).join("\n");
    expect(lines).toContain("all of the Route 53 Profile landing-zone (private hosted zone ZCENTRAL2 cannot be read)");
    expect(lines).toContain("where the private hosted zone logs.us-east-1.amazonaws.com leads");
  });
});

describe("a network of the sandbox", () => {
  it("has routes of every kind, groups of other VPCs, DNS64, and endpoints of other Regions and parties", async () => {
    const { NatGateways } = await ec2.send(new DescribeNatGatewaysCommand({}));
    const NatGatewayId = NatGateways?.[0]?.NatGatewayId;
    const { PrefixList } = await ec2.send(
      new CreateManagedPrefixListCommand({
        PrefixListName: "quarters",
        MaxEntries: 4,
        AddressFamily: "IPv4",
        Entries: [{ Cidr: "128.0.0.0/2" }, { Cidr: "192.0.0.0/2" }],
      }),
    );
    const DestinationPrefixListId = PrefixList?.PrefixListId;
    for (const destination of [{ DestinationCidrBlock: "0.0.0.0/1" }, { DestinationPrefixListId }]) {
      await ec2.send(new CreateRouteCommand({ RouteTableId: shop.tableId, NatGatewayId, ...destination }));
    }
    await control("route-tables", {
      id: shop.tableId,
      routes: [
        { destinationCidrBlock: "172.16.0.0/12", gatewayId: "vgw-1", origin: "EnableVgwRoutePropagation" },
        { destinationCidrBlock: "52.216.0.0/16", transitGatewayId: "tgw-1", state: "blackhole" },
      ],
    });
    const { Vpcs } = await ec2.send(new DescribeVpcsCommand({ Filters: [{ Name: "tag:Name", Values: ["empty"] }] }));
    const { GroupId = "" } = await ec2.send(
      new CreateSecurityGroupCommand({ VpcId: Vpcs?.[0]?.VpcId, GroupName: "shared", Description: "of another VPC" }),
    );
    const { NetworkInterface } = await ec2.send(
      new CreateNetworkInterfaceCommand({ SubnetId: shop.subnetId, Groups: [GroupId] }),
    );
    const id = NetworkInterface?.NetworkInterfaceId ?? "";
    await control("interfaces", { id, securityGroupIds: [GroupId, "sg-0f0f0f0f0f0f0f0f0"] });
    await ec2.send(new ModifySubnetAttributeCommand({ SubnetId: shop.subnetId, EnableDns64: { Value: true } }));
    const third = "com.amazonaws.vpce.us-east-1.vpce-svc-0a1b2c3d4e5f60718";
    await control("services", { id: third });
    for (const service of [
      { ServiceName: third },
      { ServiceName: "com.amazonaws.eu-west-1.sqs", ServiceRegion: "eu-west-1" },
    ]) {
      const input = { VpcId: shop.vpcId, SubnetIds: [shop.subnetId], PrivateDnsEnabled: false, ...service };
      await ec2.send(new CreateVpcEndpointCommand({ ...input, VpcEndpointType: "Interface" }));
    }

    const snapshot = await read();
    const table = snapshot.routeTables.find((one) => one.id === shop.tableId);
    expect(table?.routes).toEqual(
      expect.arrayContaining([
        { destination: "0.0.0.0/1", target: "nat-gateway", targetId: NatGatewayId, active: true },
        { destination: DestinationPrefixListId, target: "nat-gateway", targetId: NatGatewayId, active: true },
        { destination: "172.16.0.0/12", target: "vpn-gateway", targetId: "vgw-1", active: true, propagated: true },
        { destination: "52.216.0.0/16", target: "transit-gateway", targetId: "tgw-1", active: false },
      ]),
    );
    const list = snapshot.prefixLists.find((one) => one.id === DestinationPrefixListId);
    expect(list?.entries?.toSorted()).toEqual(["128.0.0.0/2", "192.0.0.0/2"]);
    expect(snapshot.associatedGroups?.map((group) => [group.id, group.vpcId])).toEqual([[GroupId, Vpcs?.[0]?.VpcId]]);
    expect(notChecked(snapshot).join("\n")).toContain("the rules of sg-0f0f0f0f0f0f0f0f0");
    expect(snapshot.subnets.find((one) => one.id === shop.subnetId)?.enableDns64).toBe(true);
    expect(snapshot.endpoints.map(({ serviceName, serviceRegion }) => [serviceName, serviceRegion])).toEqual(
      expect.arrayContaining([
        [third, undefined],
        ["com.amazonaws.eu-west-1.sqs", "eu-west-1"],
      ]),
    );
  });
});
