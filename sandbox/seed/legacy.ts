/**
 * `legacy`: what grew over the years. The S3 gateway endpoint is on one of the two application route tables, the `ecs`
 * endpoint's group has no rules, the network ACL is narrow, and there are custom DNS servers.
 */
import { type Element, items, text } from "../ec2-rules/protocol/xml";
import { type Builder, type Input, tcp } from "./builder";
import { seedLegacyEcs } from "./legacy-ecs";

export async function seedLegacy(build: Builder): Promise<void> {
  const vpc = await build.vpc("legacy", "10.40.0.0/16");
  await build.call("ModifyVpcAttribute", { VpcId: vpc, EnableDnsHostnames: { Value: true } });
  const publicA = await build.subnet(vpc, "legacy-public-a", "10.40.0.0/24", "a");
  const appA = await build.subnet(vpc, "legacy-app-a", "10.40.10.0/24", "a");
  const appB = await build.subnet(vpc, "legacy-app-b", "10.40.11.0/24", "b");

  const GatewayId = await build.internetGateway(vpc, "legacy");
  await build.routeTable(vpc, "legacy-public", [publicA], { GatewayId });
  const NatGatewayId = await build.natGateway(publicA, "legacy-nat");
  const tableA = await build.routeTable(vpc, "legacy-app-a", [appA], { NatGatewayId });
  await build.routeTable(vpc, "legacy-app-b", [appB], { NatGatewayId });

  const DhcpOptionsId = await build.created(
    "CreateDhcpOptions",
    {
      DhcpConfiguration: [
        { Key: "domain-name", Value: ["corp.example"] },
        { Key: "domain-name-servers", Value: ["10.40.0.10", "10.40.0.11"] },
      ],
      TagSpecification: build.named("dhcp-options", "legacy-dns"),
    },
    "dhcpOptions",
    "dhcpOptionsId",
  );
  await build.call("AssociateDhcpOptions", { VpcId: vpc, DhcpOptionsId });
  await strictNetworkAcl(build, vpc, [appA, appB]);

  const app = await build.group(vpc, "legacy-app", "Application servers");
  const endpoints = await build.group(vpc, "legacy-endpoints", "Endpoints; the rules were never written");
  await build.allow("Ingress", app, [tcp(8080, 8080, { cidr: "10.40.0.0/24" }, "from the proxies")]);
  const instanceIds = [
    await build.instance("legacy-app-1", appA, app, "10.40.10.21"),
    await build.instance("legacy-app-2", appB, app, "10.40.11.21"),
  ];
  seedLegacyEcs(build, instanceIds);

  const VpcId = vpc;
  await build.endpoint({ VpcId, ServiceName: "com.amazonaws.us-east-1.s3", RouteTableId: [tableA] }, "legacy-s3");
  await build.endpoint(
    {
      VpcId,
      VpcEndpointType: "Interface",
      ServiceName: "com.amazonaws.us-east-1.ecs",
      SubnetId: [appA, appB],
      SecurityGroupId: [endpoints],
    },
    "legacy-ecs",
  );
}

/** HTTPS out, the application in, and only half of the ephemeral ports back. */
async function strictNetworkAcl(build: Builder, VpcId: string, subnetIds: readonly string[]): Promise<void> {
  const NetworkAclId = await build.created(
    "CreateNetworkAcl",
    { VpcId, TagSpecification: build.named("network-acl", "legacy-strict") },
    "networkAcl",
    "networkAclId",
  );
  const entry = (RuleNumber: number, Egress: boolean, CidrBlock: string, From: number, To: number): Input => ({
    NetworkAclId,
    RuleNumber,
    Egress,
    CidrBlock,
    Protocol: "6",
    RuleAction: "allow",
    PortRange: { From, To },
  });
  for (const input of [
    entry(100, false, "10.40.0.0/24", 8080, 8080),
    entry(110, false, "0.0.0.0/0", 49152, 65535),
    entry(100, true, "0.0.0.0/0", 443, 443),
    entry(110, true, "10.40.0.0/16", 1024, 65535),
  ]) {
    await build.call("CreateNetworkAclEntry", input);
  }
  const response = await build.call("DescribeNetworkAcls", {
    Filter: [{ Name: "association.subnet-id", Value: [...subnetIds] }],
  });
  for (const AssociationId of associationIds(response, subnetIds)) {
    await build.call("ReplaceNetworkAclAssociation", { AssociationId, NetworkAclId });
  }
}

function associationIds(response: Element, subnetIds: readonly string[]): string[] {
  return items(response, "networkAclSet")
    .flatMap((acl) => items(acl, "associationSet"))
    .filter((association) => subnetIds.includes(text(association, "subnetId")))
    .map((association) => text(association, "networkAclAssociationId"));
}
