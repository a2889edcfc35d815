import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  DeleteVpcEndpointsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
} from "@aws-sdk/client-ec2";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { expect, it } from "vitest";
import { HOME } from "../testing/fake-localstack";
import { harness, rule } from "../testing/harness";
import { createEndpoint, modifyEndpoint } from "../testing/requests";
import { authorized } from "./authorized";
import type { Statement } from "./policy";

const arn = (resource: string) => `arn:aws:ec2:us-east-1:000000000000:${resource}`;
const allow = (Action: string | string[], over: Partial<Statement> = {}): Statement => ({
  Effect: "Allow",
  Action,
  Resource: "*",
  ...over,
});
const ours = [{ Key: "postern:run", Value: "run-1" }];
const tagged = (ResourceType: "vpc-endpoint" | "security-group-rule") => [{ ResourceType, Tags: ours }];

/** A proxy whose client's key has these statements as its policy. */
async function limited(...Statement: Statement[]) {
  const proxy = await harness({ availableDelayMs: 0, deletedDelayMs: 0 });
  const attach = (...statements: Statement[]) => proxy.ec2.principals.attach("test", [{ Statement: statements }]);
  attach(...Statement);
  return { ...proxy, attach };
}

const refused = (what: string) => ({ name: "UnauthorizedOperation", message: expect.stringContaining(what) });

rule(authorized, () => {
  it("allows keys without a policy", async () => {
    const { client } = await harness();
    await expect(client.send(new DescribeVpcsCommand({}))).resolves.toBeDefined();
  });

  it("denies by default, in EC2's words, and does nothing then", async () => {
    const { client, fake } = await limited(allow("ec2:DescribeVpcs"));
    await expect(client.send(new DescribeVpcsCommand({}))).resolves.toBeDefined();
    const group = new CreateSecurityGroupCommand({ GroupName: "g", Description: "g", VpcId: HOME });
    await expect(client.send(group)).rejects.toMatchObject(
      refused(
        `User: arn:aws:iam::000000000000:user/test is not authorized to perform: ec2:CreateSecurityGroup on resource: ${arn(
          "security-group/*",
        )} because no identity-based policy allows the ec2:CreateSecurityGroup action`,
      ),
    );
    expect(fake.done).toEqual([]);
  });

  it("evaluates a dry run by the policies", async () => {
    const { client, attach } = await limited();
    const dryRun = () =>
      client.send(new CreateSecurityGroupCommand({ GroupName: "g", Description: "g", VpcId: HOME, DryRun: true }));
    await expect(dryRun()).rejects.toMatchObject({ name: "UnauthorizedOperation" });
    attach(allow("ec2:CreateSecurityGroup"));
    await expect(dryRun()).rejects.toMatchObject({ name: "DryRunOperation" });
  });

  it("asks for every resource of a call", async () => {
    const { client, attach } = await limited();
    const create = () => createEndpoint(client);
    const parts = ["vpc/*", "vpc-endpoint/*", "subnet/*", "security-group/*"].map(arn);
    attach(allow("ec2:CreateVpcEndpoint", { Resource: parts }));
    await expect(create()).resolves.toBeDefined();
    for (const part of parts) {
      attach(allow("ec2:CreateVpcEndpoint", { Resource: parts.filter((one) => one !== part) }));
      await expect(create(), part).rejects.toMatchObject({ name: "UnauthorizedOperation" });
    }
    attach(
      allow("ec2:CreateVpcEndpoint", {
        Resource: [...parts.slice(0, 2), arn("subnet/subnet-a1"), arn("security-group/*")],
      }),
    );
    await expect(create()).rejects.toMatchObject(refused(arn("subnet/subnet-b1")));
  });

  it("knows an endpoint's service when it is created and when it is deleted", async () => {
    const onlyEcs = { StringEquals: { "ec2:VpceServiceName": "com.amazonaws.us-east-1.ecs" } };
    const { client, attach } = await limited(allow("ec2:*"));
    const logs = await createEndpoint(client, { ServiceName: "com.amazonaws.us-east-1.logs" });
    const others = allow("ec2:CreateVpcEndpoint", { Resource: ["vpc/*", "subnet/*", "security-group/*"].map(arn) });
    attach(others, allow("ec2:*VpcEndpoint*", { Resource: arn("vpc-endpoint/*"), Condition: onlyEcs }));
    const ecs = await createEndpoint(client);
    await expect(createEndpoint(client, { ServiceName: "com.amazonaws.us-east-1.xray" })).rejects.toMatchObject(
      refused(arn("vpc-endpoint/*")),
    );
    const remove = (id: string) => client.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [id] }));
    await expect(remove(logs.VpcEndpointId)).rejects.toMatchObject(refused(logs.VpcEndpointId));
    await expect(remove(ecs.VpcEndpointId)).resolves.toBeDefined();
  });

  it("requires CreateTags too when a call tags what it creates, with that call as ec2:CreateAction", async () => {
    const { client, attach } = await limited(allow("ec2:CreateVpcEndpoint"));
    const create = () => createEndpoint(client, { TagSpecifications: tagged("vpc-endpoint") });
    await expect(create()).rejects.toMatchObject(refused("ec2:CreateTags"));
    const whileCreating = { StringEquals: { "ec2:CreateAction": "CreateVpcEndpoint" } };
    attach(allow("ec2:CreateVpcEndpoint"), allow("ec2:CreateTags", { Condition: whileCreating }));
    const { VpcEndpointId } = await create();
    const tag = new CreateTagsCommand({ Resources: [VpcEndpointId], Tags: ours });
    await expect(client.send(tag)).rejects.toMatchObject(refused(arn(`vpc-endpoint/${VpcEndpointId}`)));
  });

  it("knows the tags of existing resources", async () => {
    const { client, attach } = await limited(allow("ec2:*"));
    const mine = await createEndpoint(client, { TagSpecifications: tagged("vpc-endpoint") });
    const others = await createEndpoint(client);
    const own = { StringLike: { "aws:ResourceTag/postern:run": "?*" } };
    attach(allow("ec2:DeleteVpcEndpoints", { Condition: own }));
    const remove = (...VpcEndpointIds: string[]) => client.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds }));
    await expect(remove(mine.VpcEndpointId, others.VpcEndpointId)).rejects.toMatchObject(refused(others.VpcEndpointId));
    await expect(remove(mine.VpcEndpointId)).resolves.toBeDefined();
  });

  it("treats rules as resources only where a call tags them", async () => {
    const { client } = await limited(allow("ec2:Authorize*", { Resource: arn("security-group/*") }));
    const authorize = (from: string, more: object) =>
      client.send(
        new AuthorizeSecurityGroupIngressCommand({
          GroupId: "sg-endpoints",
          IpPermissions: [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: from }] }],
          ...more,
        }),
      );
    await expect(authorize("10.0.1.0/24", {})).resolves.toBeDefined();
    await expect(authorize("10.0.2.0/24", { TagSpecifications: tagged("security-group-rule") })).rejects.toMatchObject(
      refused(arn("security-group-rule/*")),
    );
  });

  it("knows the VPC that a group is in", async () => {
    const inVpc = (id: string) => ({ ArnLike: { "ec2:Vpc": arn(`vpc/${id}`) } });
    const authorize = new AuthorizeSecurityGroupIngressCommand({
      GroupId: "sg-endpoints",
      IpPermissions: [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: "10.0.0.0/16" }] }],
    });
    const { client, attach } = await limited(allow("ec2:Authorize*", { Condition: inVpc("vpc-other") }));
    await expect(client.send(authorize)).rejects.toMatchObject(refused(arn("security-group/sg-endpoints")));
    attach(allow("ec2:Authorize*", { Condition: inVpc(HOME) }));
    await expect(client.send(authorize)).resolves.toBeDefined();
  });

  it("asks Route 53's permission where private DNS is switched on, but not in a dry run", async () => {
    const { client, attach } = await limited(allow("ec2:*"));
    const { VpcEndpointId } = await createEndpoint(client);
    const on = (more: object = {}) => modifyEndpoint(client, { VpcEndpointId, PrivateDnsEnabled: true, ...more });
    await expect(on({ DryRun: true })).rejects.toMatchObject({ name: "DryRunOperation" });
    await expect(on()).rejects.toMatchObject(refused("route53:AssociateVPCWithHostedZone"));
    attach(allow("ec2:*"), allow("route53:AssociateVPCWithHostedZone"));
    await expect(on()).resolves.toBeDefined();
  });

  it("knows the few describe calls that are about a resource", async () => {
    const { client } = await limited(allow("ec2:DescribeVpcAttribute", { Resource: arn("vpc/vpc-other") }));
    const describe = new DescribeVpcAttributeCommand({ VpcId: HOME, Attribute: "enableDnsSupport" });
    await expect(client.send(describe)).rejects.toMatchObject(refused(arn(`vpc/${HOME}`)));
  });
});

it("a role is assumed by those whom its trust policy names, with the source identity it asks for [STS API reference, AssumeRole]", async () => {
  const { ec2, url, client } = await harness();
  const roleArn = "arn:aws:iam::000000000000:role/postern-apply";
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const sts = new STSClient({ endpoint: url, region: "us-east-1", credentials, maxAttempts: 1 });
  const trust = (Principal: object, Condition: Statement["Condition"] = {}) =>
    ec2.principals.addRole({
      arn: roleArn,
      policies: [{ Statement: allow("ec2:DescribeVpcs") }],
      trust: {
        Statement: { Effect: "Allow", Principal, Action: ["sts:AssumeRole", "sts:SetSourceIdentity"], Condition },
      },
    });
  const assume = (more: object = { SourceIdentity: "operator" }) =>
    sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: "operator", ...more }));

  trust({ AWS: "arn:aws:iam::000000000000:user/somebody" });
  await expect(assume()).rejects.toMatchObject({ name: "AccessDenied" });
  trust({ AWS: "arn:aws:iam::000000000000:root" }, { StringEquals: { "sts:ExternalId": "x" } });
  await expect(assume()).rejects.toMatchObject({ name: "AccessDenied" });
  trust({ AWS: "arn:aws:iam::000000000000:root" }, { StringLike: { "sts:SourceIdentity": "?*" } });
  await expect(assume({})).rejects.toMatchObject({ name: "AccessDenied" });
  const { Credentials: { AccessKeyId = "" } = {} } = await assume();

  const session = new STSClient({
    endpoint: url,
    region: "us-east-1",
    credentials: { accessKeyId: AccessKeyId, secretAccessKey: "test" },
  });
  const { Arn } = await session.send(new GetCallerIdentityCommand({}));
  expect(Arn).toBe("arn:aws:sts::000000000000:assumed-role/postern-apply/operator");
  expect(ec2.principals.of(AccessKeyId)?.sourceIdentity).toBe("operator");
  await expect(client.send(new DescribeVpcsCommand({}))).resolves.toBeDefined();
});
