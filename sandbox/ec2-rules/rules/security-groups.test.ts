import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupRulesCommand,
  type IpPermission,
  RevokeSecurityGroupIngressCommand,
  type RevokeSecurityGroupIngressCommandInput,
} from "@aws-sdk/client-ec2";
import { expect, it } from "vitest";
import { HOME } from "../testing/fake-localstack";
import { harness, rule } from "../testing/harness";
import { createEndpoint } from "../testing/requests";
import { revokedRules } from "./revoke";
import { rulesPerGroup } from "./rule-quota";
import {
  describedRules,
  groupInUse,
  groupOfAVpc,
  groupsPerRegion,
  knownPrefixLists,
  repeatedPermission,
} from "./security-groups";

const https = (peers: Partial<IpPermission>): IpPermission => ({
  IpProtocol: "tcp",
  FromPort: 443,
  ToPort: 443,
  ...peers,
});
const fromGroup = (GroupId: string, Description: string) => https({ UserIdGroupPairs: [{ GroupId, Description }] });
const ingress = (...IpPermissions: IpPermission[]) =>
  new AuthorizeSecurityGroupIngressCommand({ GroupId: "sg-endpoints", IpPermissions });
const egress = (...IpPermissions: IpPermission[]) =>
  new AuthorizeSecurityGroupEgressCommand({ GroupId: "sg-endpoints", IpPermissions });

rule(repeatedPermission, () => {
  const refused = { name: "InvalidPermission.Duplicate" };

  it("refuses a repeat with another description", async () => {
    const { client } = await harness();
    await client.send(ingress(fromGroup("sg-clients", "one")));
    await expect(client.send(ingress(fromGroup("sg-clients", "two")))).rejects.toMatchObject({
      ...refused,
      message: 'the specified rule "peer: sg-clients, TCP, from port: 443, to port: 443, ALLOW" already exists',
    });
  });

  it("refuses the whole call when one of its permissions already exists, or comes twice", async () => {
    const { client, fake } = await harness();
    await client.send(ingress(fromGroup("sg-clients", "one")));
    const both = ingress(https({ IpRanges: [{ CidrIp: "10.0.0.0/16" }] }), fromGroup("sg-clients", "one"));
    await expect(client.send(both)).rejects.toMatchObject(refused);
    const twice = ingress(fromGroup("sg-more1", "x"), fromGroup("sg-more1", "y"));
    await expect(client.send(twice)).rejects.toMatchObject(refused);
    expect(fake.done).toHaveLength(1);
  });

  it("treats other directions, ports and peers as other rules", async () => {
    const { client, fake } = await harness();
    await client.send(ingress(fromGroup("sg-clients", "one")));
    await client.send(egress(fromGroup("sg-clients", "one")));
    await client.send(ingress({ ...fromGroup("sg-clients", "one"), ToPort: 444 }));
    await client.send(ingress(fromGroup("sg-more1", "one")));
    expect(fake.done).toHaveLength(4);
  });

  it("knows a protocol by its number too", async () => {
    const { client } = await harness();
    await client.send(ingress({ ...fromGroup("sg-clients", "one"), IpProtocol: "6" }));
    await expect(client.send(ingress(fromGroup("sg-clients", "one")))).rejects.toMatchObject(refused);
  });
});

rule(knownPrefixLists, () => {
  it("refuses a prefix list that does not exist; AWS's and customer-managed ones are known", async () => {
    const { client } = await harness();
    const to = (PrefixListId: string) => egress(https({ PrefixListIds: [{ PrefixListId }] }));
    await client.send(to("pl-63a5400a"));
    await client.send(to("pl-own"));
    await expect(client.send(to("pl-none"))).rejects.toMatchObject({ name: "InvalidPrefixListID.NotFound" });
  });
});

rule(describedRules, () => {
  it("keeps the description of a rule about a group", async () => {
    const { client } = await harness();
    const created = await client.send(ingress(fromGroup("sg-clients", "HTTPS from the clients")));
    const { SecurityGroupRules } = await client.send(
      new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: "group-id", Values: ["sg-endpoints"] }] }),
    );
    for (const rules of [created.SecurityGroupRules, SecurityGroupRules]) {
      expect(rules).toEqual([expect.objectContaining({ Description: "HTTPS from the clients" })]);
    }
  });
});

rule(rulesPerGroup, () => {
  const cidrs = (count: number, from = 0) =>
    https({ IpRanges: Array.from({ length: count }, (_, at) => ({ CidrIp: `10.${from + at}.0.0/16` })) });
  const refused = { name: "RulesPerSecurityGroupLimitExceeded" };

  it("refuses the 61st", async () => {
    const { client } = await harness();
    await client.send(ingress(cidrs(60)));
    await expect(client.send(ingress(cidrs(1, 60)))).rejects.toMatchObject(refused);
    await client.send(ingress(https({ Ipv6Ranges: [{ CidrIpv6: "fd00::/8" }] })));
  });

  it("counts a customer-managed prefix list by its MaxEntries and AWS's by its weight", async () => {
    const { client } = await harness();
    const to = (PrefixListId: string) => egress(https({ PrefixListIds: [{ PrefixListId }] }));
    await client.send(egress(cidrs(41)));
    await expect(client.send(to("pl-own"))).rejects.toMatchObject(refused);
    await client.send(to("pl-63a5400a"));
  });
});

rule(groupsPerRegion, () => {
  it("refuses the group that would be one too many", async () => {
    const { client, fake } = await harness();
    const another = new CreateSecurityGroupCommand({ GroupName: "new", Description: "new", VpcId: HOME });
    const filled = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ id: `sg-${at}`, vpc: HOME, name: "" }));
    fake.groups = filled(2_500);
    await expect(client.send(another)).rejects.toMatchObject({ name: "SecurityGroupLimitExceeded" });
    fake.groups = filled(2_499);
    await client.send(another);
  });
});

rule(groupOfAVpc, () => {
  it("refuses a VPC that does not exist", async () => {
    const { client } = await harness();
    const create = new CreateSecurityGroupCommand({ VpcId: "vpc-none", GroupName: "g", Description: "g" });
    await expect(client.send(create)).rejects.toMatchObject({ name: "InvalidVpcID.NotFound" });
  });
});

rule(revokedRules, () => {
  const revoke = (input: Omit<RevokeSecurityGroupIngressCommandInput, "GroupId">) =>
    new RevokeSecurityGroupIngressCommand({ GroupId: "sg-endpoints", ...input });

  it("revokes what it finds by properties and lists what it does not know", async () => {
    const { client, fake } = await harness();
    await client.send(ingress(fromGroup("sg-clients", "one")));
    const unknown = https({ IpRanges: [{ CidrIp: "10.9.0.0/16" }] });
    const { Return, UnknownIpPermissions } = await client.send(
      revoke({ IpPermissions: [fromGroup("sg-clients", "whatever"), unknown] }),
    );
    expect(Return).toBe(true);
    expect(UnknownIpPermissions).toEqual([expect.objectContaining(unknown)]);
    expect(fake.done).toEqual(["AuthorizeSecurityGroupIngress", "RevokeSecurityGroupIngress"]);
    await client.send(revoke({ IpPermissions: [unknown] }));
    expect(fake.done).toHaveLength(2);
  });

  it("refuses a rule id that the group does not have", async () => {
    const { client } = await harness();
    await expect(client.send(revoke({ SecurityGroupRuleIds: ["sgr-none"] }))).rejects.toMatchObject({
      name: "InvalidSecurityGroupRuleId.NotFound",
    });
  });
});

rule(groupInUse, () => {
  const refused = { name: "DependencyViolation" };
  const remove = (GroupId: string) => new DeleteSecurityGroupCommand({ GroupId });

  it("refuses a group of an endpoint, of another interface, or in another group's rule", async () => {
    const { client } = await harness();
    await createEndpoint(client, { SecurityGroupIds: ["sg-more1"] });
    await client.send(ingress(fromGroup("sg-more2", "named")));
    await expect(client.send(remove("sg-more1"))).rejects.toMatchObject(refused);
    await expect(client.send(remove("sg-clients"))).rejects.toMatchObject(refused);
    await expect(client.send(remove("sg-more2"))).rejects.toMatchObject(refused);
    await client.send(remove("sg-more3"));
  });

  it("a group that only its own rules name can go", async () => {
    const { client, fake } = await harness();
    await client.send(ingress(fromGroup("sg-endpoints", "itself")));
    await client.send(remove("sg-endpoints"));
    expect(fake.done).toHaveLength(2);
  });
});
