/** The policies that `postern iam` prints, attached to the two sides' keys: enough for complete scenarios, and not more. */
import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateManagedPrefixListCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  CreateVpcEndpointCommand,
  type CreateVpcEndpointCommandInput,
  DeleteSecurityGroupCommand,
  DeleteVpcEndpointsCommand,
  DescribeInstancesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
  ModifyVpcAttributeCommand,
  ModifyVpcEndpointCommand,
  RevokeSecurityGroupEgressCommand,
} from "@aws-sdk/client-ec2";
import {
  AttachRolePolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  IAMClient,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateHostedZoneCommand, Route53Client } from "@aws-sdk/client-route-53";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyTarget, readTarget } from "#lib/aws/client/target";
import { readGateway } from "#lib/aws/ec2-reader";
import { writeGateway } from "#lib/aws/ec2-writer";
import { readCluster } from "#lib/aws/ecs/read-cluster";
import { readTaskRoles } from "#lib/aws/ecs/read-task-roles";
import { validatePolicy } from "#lib/aws/optional/access-analyzer";
import { type PolicyDocument, policyFor } from "#lib/core/iam/policies";
import type { Access } from "#lib/core/iam/table";
import { type IntentInput, intentSchema, namedIds } from "#lib/core/intent/intent";
import type { VpcId } from "#lib/core/network/snapshot";
import { plan } from "#lib/core/plan";
import type { Run } from "#lib/core/run/run";
import type { Target } from "#lib/core/run/target";
import { type RunClient, runClient } from "#lib/run/client";
import { migrate } from "#lib/run/engine/migrate";
import type { Worker } from "#lib/run/engine/worker";
import { endOf } from "#lib/run/testing/harness";
import { fastSettings } from "#lib/run/testing/scenario";
import { launchWorker } from "#lib/run/worker";
import { type TestDatabase, testDatabase } from "../bin/testing/database";
import { decide } from "./ec2-rules/iam/decide";
import type { Statement } from "./ec2-rules/iam/policy";
import { callProfiles, callResolver } from "./testing/resolver";
import { type SandboxProcess, startSandbox, temporaryFolder } from "./testing/sandbox-process";

const ANYBODY = { accessKeyId: "test", secretAccessKey: "test" };
const SERVICES = ["ecs", "logs", "s3"];
const KEYS: Record<Access, string> = { read: "postern-read", apply: "postern-apply" };

const folder = temporaryFolder();
let sandbox: SandboxProcess;
let database: TestDatabase;
let worker: Worker;
let client: RunClient;
let target: Target;
/** Somebody with all rights. */
let admin: EC2Client;
let shop: Shop;

const connect = (accessKeyId: string) =>
  new EC2Client({
    endpoint: sandbox.url,
    region: "us-east-1",
    credentials: { accessKeyId, secretAccessKey: "test" },
    maxAttempts: 1,
  });

async function control(path: string, body?: object): Promise<unknown> {
  const sent = body ? { method: "POST", body: JSON.stringify(body) } : {};
  return (await fetch(`${sandbox.url}/_postern/${path}`, sent)).json();
}

const scope = () => ({ region: "us-east-1", accountId: "000000000000", vpcId: shop.vpcId, services: SERVICES });
const attach = (access: Access, policy: PolicyDocument) =>
  control("iam", { accessKeyId: KEYS[access], policies: [policy] });
const attachBoth = async () => {
  for (const access of ["read", "apply"] as const) await attach(access, policyFor(access, scope()));
};

type Shop = Awaited<ReturnType<typeof readShop>>;

async function readShop() {
  const named = (name: string) => ({ Filters: [{ Name: "tag:Name", Values: [name] }] });
  const vpcId = (await admin.send(new DescribeVpcsCommand(named("shop")))).Vpcs?.[0]?.VpcId as VpcId;
  const subnet = async (name: string) =>
    (await admin.send(new DescribeSubnetsCommand(named(name)))).Subnets?.[0]?.SubnetId ?? "";
  const group = async (name: string) =>
    (await admin.send(new DescribeSecurityGroupsCommand(named(name)))).SecurityGroups?.[0]?.GroupId ?? "";
  const table = async (name: string) =>
    (await admin.send(new DescribeRouteTablesCommand(named(name)))).RouteTables?.[0]?.RouteTableId ?? "";
  return {
    vpcId,
    subnetIds: [await subnet("shop-private-a"), await subnet("shop-private-b")] as [string, string],
    /** Of the jobs in the isolated subnets: nothing may go out on 443. */
    clients: await group("shop-jobs"),
    web: await group("shop-web"),
    table: await table("shop-private-a"),
  };
}

/** What makes every optional read read all that it can: a list, zones, a Resolver rule, a Profile and DNS Firewall. */
async function withAllThatIsRead(): Promise<void> {
  const { PrefixList } = await admin.send(
    new CreateManagedPrefixListCommand({ PrefixListName: "offices", MaxEntries: 5, AddressFamily: "IPv4" }),
  );
  await admin.send(
    new AuthorizeSecurityGroupEgressCommand({
      GroupId: shop.web,
      IpPermissions: [
        {
          IpProtocol: "tcp",
          FromPort: 8443,
          ToPort: 8443,
          PrefixListIds: [{ PrefixListId: PrefixList?.PrefixListId }],
        },
      ],
    }),
  );
  const rule = { CreatorRequestId: "1", Name: "own", RuleType: "SYSTEM", DomainName: "corp.example" };
  const { ResolverRule } = await callResolver(sandbox.url, "CreateResolverRule", rule);
  const association = { ResolverRuleId: ResolverRule?.Id, VPCId: shop.vpcId };
  await callResolver(sandbox.url, "AssociateResolverRule", association);
  await withFirewall();
  await withZones();
}

async function withFirewall(): Promise<void> {
  const CreatorRequestId = "1";
  const list = await callResolver(sandbox.url, "CreateFirewallDomainList", { CreatorRequestId, Name: "bad" });
  const group = await callResolver(sandbox.url, "CreateFirewallRuleGroup", { CreatorRequestId, Name: "bad" });
  const ids = { FirewallDomainListId: list.FirewallDomainList?.Id, FirewallRuleGroupId: group.FirewallRuleGroup?.Id };
  const rule = { CreatorRequestId, Name: "bad", Priority: 10, Action: "BLOCK", BlockResponse: "NODATA", ...ids };
  await callResolver(sandbox.url, "CreateFirewallRule", rule);
  const association = { CreatorRequestId, Name: "bad", Priority: 200, VpcId: shop.vpcId };
  await callResolver(sandbox.url, "AssociateFirewallRuleGroup", { ...association, ...ids });
}

/** A zone of the VPC's own, and one that a Profile brings; neither of a service that is planned. */
async function withZones(): Promise<void> {
  const route53 = new Route53Client({ endpoint: sandbox.url, region: "us-east-1", credentials: ANYBODY });
  const zoneOf = async (Name: string, VPCId: string) => {
    const { HostedZone } = await route53.send(
      new CreateHostedZoneCommand({
        Name,
        CallerReference: Name,
        HostedZoneConfig: { Comment: Name, PrivateZone: true },
        VPC: { VPCId, VPCRegion: "us-east-1" },
      }),
    );
    return HostedZone?.Id?.split("/").at(-1);
  };
  await zoneOf("sqs.us-east-1.amazonaws.com", shop.vpcId);
  const others = (await admin.send(new DescribeVpcsCommand({}))).Vpcs?.filter(({ VpcId }) => VpcId !== shop.vpcId);
  const brought = await zoneOf("sns.us-east-1.amazonaws.com", others?.[0]?.VpcId ?? "");
  route53.destroy();
  const profiles = (path: string, input: object) => callProfiles(sandbox.url, path, { ...input });
  const { Profile } = await profiles("/profile", { Name: "central", ClientToken: "1" });
  await profiles("/profileassociation", { Name: "central", ProfileId: Profile?.Id, ResourceId: shop.vpcId });
  const ResourceArn = `arn:aws:route53:::hostedzone/${brought}`;
  await profiles("/profileresourceassociation", { Name: "zone", ProfileId: Profile?.Id, ResourceArn });
}

beforeAll(async () => {
  [sandbox, database] = await Promise.all([
    startSandbox(folder.path, {
      POSTERN_SANDBOX_CONTROL: "1",
      POSTERN_AVAILABLE_DELAY_MS: "0",
    }),
    testDatabase(),
  ]);
  await control("settings", { deletedDelayMs: 0 });
  await migrate(database.url);
  client = runClient(database.url);
  worker = await launchWorker({
    databaseUrl: database.url,
    settings: { ...fastSettings, settleMs: 10_000, dependencyMs: 10_000 },
    log: pino({ level: process.env.POSTERN_LOG_LEVEL || "silent" }),
    gatewayFor: (planned, actor) => writeGateway(applyTarget(planned, actor, {})),
  });
  target = await readTarget({ POSTERN_SANDBOX: "1", AWS_ENDPOINT_URL: sandbox.url, AWS_REGION: "us-east-1" });
  admin = connect("test");
  shop = await readShop();
  await withAllThatIsRead();
});

afterAll(async () => {
  await worker?.stop();
  await client?.close();
  await database?.drop();
  await sandbox?.stop();
  folder.remove();
});

function intentOf(more: Partial<IntentInput> = {}) {
  return intentSchema.parse({
    version: 1,
    region: "us-east-1",
    vpcId: shop.vpcId,
    services: SERVICES,
    subnetIds: shop.subnetIds,
    clientSecurityGroupIds: [shop.clients],
    acceptedRisks: ["blast-radius"],
    ...more,
  });
}

/** Plans with the reads' rights and has the worker carry the plan out. */
async function applied(more: Partial<IntentInput> = {}): Promise<Run> {
  const intent = intentOf(more);
  const snapshot = await readGateway(target).snapshot(intent.vpcId, namedIds(intent));
  const { accountId } = snapshot;
  return carriedOut({
    kind: "apply",
    target,
    accountId,
    plan: plan(snapshot, intent),
    rollbackOnFailure: false,
    actor: "operator@laptop",
  });
}

const rolledBack = ({ id, request }: Run) => carriedOut({ ...request, kind: "rollback", of: id });

async function carriedOut(request: Run["request"]): Promise<Run> {
  const started = await client.startRun(request);
  if ("busy" in started) throw new Error(`${started.busy} is going on`);
  return endOf(client, started.runId);
}

/** What the web process reads in addition to snapshots. */
async function readAccount(): Promise<void> {
  await readGateway(target).regions();
  await readGateway(target).vpcs();
  await readGateway(target).endpoints(["vpce-00000000000000000"]);
  await validatePolicy(target, "{}");
  await readEcs();
}

/** A cluster with a capacity provider, and the name of one that is not there. */
async function readEcs(): Promise<void> {
  const id = "arn:aws:ecs:us-east-1:000000000000:cluster/shop";
  await control("ecs", { id, fields: { defaultCapacityProviderStrategy: [{ capacityProvider: "spot" }] } });
  await readCluster(target, "shop");
  await readRoles();
  await expect(readCluster(target, "gone")).rejects.toThrow("gone");
}

/** A task role with an inline policy and a managed one. */
async function readRoles(): Promise<void> {
  const iam = new IAMClient({ endpoint: sandbox.url, region: "us-east-1", credentials: ANYBODY });
  const Statement = [{ Effect: "Allow", Action: "sqs:SendMessage", Resource: "*" }];
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
  const RoleName = "shop-web";
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: PolicyDocument }));
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "own", PolicyDocument }));
  const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: "shared", PolicyDocument }));
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: Policy?.Arn }));
  iam.destroy();
  const { policies } = await readTaskRoles(target, [Role?.Arn ?? ""]);
  expect(policies).toMatchObject({ state: "read", value: { [RoleName]: [{ Statement }, { Statement }] } });
}

/** Endpoints of others with less than the intent asks for, so that they are added to. */
async function otherEndpoints(): Promise<string[]> {
  const make = async (input: Partial<CreateVpcEndpointCommandInput>) => {
    const { VpcEndpoint } = await admin.send(
      new CreateVpcEndpointCommand({ VpcId: shop.vpcId, ServiceName: "", ...input }),
    );
    return VpcEndpoint?.VpcEndpointId ?? "";
  };
  return [
    await make({
      VpcEndpointType: "Interface",
      ServiceName: "com.amazonaws.us-east-1.ecs",
      SubnetIds: [shop.subnetIds[0]],
      SecurityGroupIds: [shop.web],
      PrivateDnsEnabled: false,
    }),
    await make({
      VpcEndpointType: "Gateway",
      ServiceName: "com.amazonaws.us-east-1.s3",
      RouteTableIds: [shop.table],
    }),
  ];
}

type Asked = { questions: { action: string; resource: string; context: [string, string[]][] }[] }[];

async function questionsOf(access: Access) {
  const asked = (await control(`iam/${KEYS[access]}`)) as Asked;
  return asked.flatMap(({ questions }) => questions.map((one) => ({ ...one, context: new Map(one.context) })));
}

/** Every policy that lacks one statement, one action or one resource of another. */
function* lessThan({ Version, Statement }: PolicyDocument): Generator<[string, PolicyDocument]> {
  for (const [at, one] of Statement.entries()) {
    const others = (...put: typeof Statement): PolicyDocument => ({
      Version,
      Statement: Statement.toSpliced(at, 1, ...put),
    });
    yield [one.Sid, others()];
    for (const action of one.Action) {
      yield [`${one.Sid} ${action}`, others({ ...one, Action: one.Action.filter((name) => name !== action) })];
    }
    const resources = [one.Resource].flat();
    for (const resource of resources) {
      yield [`${one.Sid} ${resource}`, others({ ...one, Resource: resources.filter((name) => name !== resource) })];
    }
  }
}

describe("the two policies", () => {
  it("are enough to read, to apply and to roll back, and nothing in them can be left out", async () => {
    await attachBoth();
    await readAccount();
    const fresh = await applied();
    expect(fresh.error).toBeNull();
    expect(fresh.status).toBe("succeeded");
    expect((await rolledBack(fresh)).status).toBe("succeeded");

    const others = await otherEndpoints();
    const added = await applied();
    expect(added.error).toBeNull();
    expect(added.request.plan.changes.map(({ operation }) => operation)).toContain("ModifyVpcEndpoint");
    expect((await rolledBack(added)).status).toBe("succeeded");
    await admin.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: others }));

    for (const access of ["read", "apply"] as const) {
      const questions = await questionsOf(access);
      const whole = policyFor(access, scope());
      const denied = (policy: PolicyDocument) => questions.filter((one) => decide([policy], one) !== "allow");
      expect(denied(whole).map(({ action, resource }) => `${action} ${resource}`)).toEqual([]);
      const idle = [...lessThan(whole)].filter(([, policy]) => denied(policy).length === 0).map(([what]) => what);
      expect(idle, access).toEqual([]);
    }
  });

  it("leave their marks at EC2: changes come from the worker's key alone", async () => {
    const calls = (await control("calls")) as { accessKey: string; status: number }[];
    const ours = calls.filter(({ accessKey }) => accessKey !== "test");
    expect(ours.length).toBeGreaterThan(10);
    expect(new Set(ours.map(({ accessKey }) => accessKey))).toEqual(new Set([KEYS.apply]));
  });

  const needed = policyFor("apply", { region: null, accountId: null, vpcId: null, services: [] }, { optional: false });
  it.each(needed.Statement.map(({ Sid }) => Sid))(
    "without %s a run is refused, and says what it lacks",
    async (sid) => {
      await attachBoth();
      const whole = policyFor("apply", scope());
      const less = { ...whole, Statement: whole.Statement.filter((one) => one.Sid !== sid) };
      const others = sid === "PosternModifyEndpoints" ? await otherEndpoints() : [];
      if (sid !== "PosternRollBack") await attach("apply", less);
      const run = await applied();
      if (sid === "PosternRollBack") await attach("apply", less);
      const refused = sid === "PosternRollBack" ? await rolledBack(run) : run;
      expect(refused.status).toBe("failed");
      expect(refused.error).toMatchObject({ code: "UnauthorizedOperation" });
      expect(refused.error?.nextStep).toContain(`"Sid":"${sid}"`);
      await attachBoth();
      expect((await rolledBack(run)).status).toBe("succeeded");
      if (others.length > 0) await admin.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: others }));
    },
  );
});

describe("beyond the two policies", () => {
  const refusal = { name: "UnauthorizedOperation" };
  const tags = (ResourceType: "vpc-endpoint" | "security-group") => [
    { ResourceType, Tags: [{ Key: "postern:run", Value: "run-0" }] },
  ];
  const https = [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }];

  it("nothing that others created is deleted, retagged or reached elsewhere", async () => {
    await attachBoth();
    const [others = ""] = await otherEndpoints();
    const elsewhere = (await admin.send(new DescribeVpcsCommand({}))).Vpcs?.find(({ VpcId }) => VpcId !== shop.vpcId);
    const { VpcId = "" } = elsewhere ?? {};
    const otherGroup = await admin.send(
      new CreateSecurityGroupCommand({ VpcId, GroupName: "other", Description: "other" }),
    );
    const endpoint = (more: Partial<CreateVpcEndpointCommandInput>) =>
      new CreateVpcEndpointCommand({
        VpcId: shop.vpcId,
        VpcEndpointType: "Interface",
        ServiceName: "com.amazonaws.us-east-1.logs",
        SubnetIds: [shop.subnetIds[0]],
        SecurityGroupIds: [shop.web],
        PrivateDnsEnabled: false,
        TagSpecifications: tags("vpc-endpoint"),
        ...more,
      });
    const own = connect(KEYS.apply);
    await expect(own.send(endpoint({ DryRun: true }))).rejects.toMatchObject({ name: "DryRunOperation" });
    const hostile: Record<string, () => Promise<unknown>> = {
      "another service's endpoint": () => own.send(endpoint({ ServiceName: "com.amazonaws.us-east-1.sqs" })),
      "another account's service": () =>
        own.send(endpoint({ ServiceName: "com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0" })),
      "an endpoint without the run's tag": () => own.send(endpoint({ TagSpecifications: undefined })),
      "an endpoint in another VPC": () => own.send(endpoint({ VpcId, SubnetIds: [] })),
      "deleting an endpoint of others": () => own.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [others] })),
      "making it ours first": () =>
        own.send(new CreateTagsCommand({ Resources: [others], Tags: [{ Key: "postern:run", Value: "run-0" }] })),
      "tagging a VPC": () =>
        own.send(new CreateTagsCommand({ Resources: [shop.vpcId], Tags: [{ Key: "Name", Value: "x" }] })),
      "deleting a group of others": () => own.send(new DeleteSecurityGroupCommand({ GroupId: shop.web })),
      "a group without the run's tag": () =>
        own.send(new CreateSecurityGroupCommand({ VpcId: shop.vpcId, GroupName: "x", Description: "x" })),
      "a group in another VPC": () =>
        own.send(
          new CreateSecurityGroupCommand({
            VpcId,
            GroupName: "x",
            Description: "x",
            TagSpecifications: tags("security-group"),
          }),
        ),
      "a rule in another VPC": () =>
        own.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: otherGroup.GroupId, IpPermissions: https })),
      "an attribute of another VPC": () =>
        own.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } })),
      "what Postern never reads": () => own.send(new DescribeInstancesCommand({})),
    };
    for (const [what, call] of Object.entries(hostile)) await expect(call(), what).rejects.toMatchObject(refusal);
    own.destroy();
    await admin.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [others] }));
  });

  it("the web process's key changes nothing at all", async () => {
    await attachBoth();
    const web = connect(KEYS.read);
    const IpPermissions = https;
    const calls = [
      () => web.send(new CreateVpcEndpointCommand({ VpcId: shop.vpcId, ServiceName: "com.amazonaws.us-east-1.s3" })),
      () => web.send(new ModifyVpcEndpointCommand({ VpcEndpointId: "vpce-00000000000000000" })),
      () => web.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: ["vpce-00000000000000000"] })),
      () => web.send(new CreateSecurityGroupCommand({ VpcId: shop.vpcId, GroupName: "x", Description: "x" })),
      () => web.send(new DeleteSecurityGroupCommand({ GroupId: shop.web })),
      () => web.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: shop.web, IpPermissions })),
      () => web.send(new AuthorizeSecurityGroupEgressCommand({ GroupId: shop.web, IpPermissions })),
      () => web.send(new RevokeSecurityGroupEgressCommand({ GroupId: shop.web, IpPermissions })),
      () => web.send(new ModifyVpcAttributeCommand({ VpcId: shop.vpcId, EnableDnsSupport: { Value: false } })),
      () => web.send(new CreateTagsCommand({ Resources: [shop.vpcId], Tags: [{ Key: "a", Value: "b" }] })),
    ];
    for (const call of calls) await expect(call()).rejects.toMatchObject(refusal);
    web.destroy();
  });

  it("a role is assumed in the actor's name, whom EC2 then knows for every change", async () => {
    const arn = "arn:aws:iam::000000000000:role/postern-apply";
    const trust: Statement = {
      Effect: "Allow",
      Principal: { AWS: "arn:aws:iam::000000000000:root" },
      Action: ["sts:AssumeRole", "sts:SetSourceIdentity"],
      Condition: { StringLike: { "sts:SourceIdentity": "?*" } },
    };
    await control("iam", { roleArn: arn, policies: [policyFor("apply", scope())], trust: { Statement: trust } });
    const assumed: Target = { ...applyTarget(target, "", {}), role: { arn, sourceIdentity: "operator@laptop" } };
    const gateway = writeGateway(assumed);
    expect((await gateway.identity()).arn).toBe(`arn:aws:sts::000000000000:assumed-role/postern-apply/operator@laptop`);
    await gateway.call("ModifyVpcAttribute", { VpcId: shop.vpcId, EnableDnsSupport: { Value: true } });
    const calls = (await control("calls")) as { sourceIdentity: string | null }[];
    expect(calls.at(-1)).toMatchObject({
      action: "ModifyVpcAttribute",
      status: 200,
      sourceIdentity: "operator@laptop",
    });
  });
});
