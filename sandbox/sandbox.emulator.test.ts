import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateTagsCommand,
  CreateVpcCommand,
  DescribeDhcpOptionsCommand,
  DescribeInstancesCommand,
  DescribeNatGatewaysCommand,
  DescribeNetworkAclsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeTagsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcEndpointServicesCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  EC2Client,
  ModifyVpcAttributeCommand,
} from "@aws-sdk/client-ec2";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEndpoint, modifyEndpoint } from "./ec2-rules/testing/requests";
import { sendRaw, statusOf } from "./testing/raw-requests";
import { type SandboxProcess, startSandbox, temporaryFolder } from "./testing/sandbox-process";
import { listeningAddresses, processTree } from "./testing/sockets";

const folder = temporaryFolder();
let sandbox: SandboxProcess;
let client: EC2Client;

const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const connect = (url: string) => new EC2Client({ endpoint: url, region: "us-east-1", credentials });
const start = () => startSandbox(folder.path, { POSTERN_AVAILABLE_DELAY_MS: "300" });

beforeAll(async () => {
  sandbox = await start();
  client = connect(sandbox.url);
});

afterAll(async () => {
  await sandbox?.stop();
  folder.remove();
});

async function vpcNamed(name: string): Promise<string> {
  const { Vpcs } = await client.send(new DescribeVpcsCommand({ Filters: [{ Name: "tag:Name", Values: [name] }] }));
  return Vpcs?.[0]?.VpcId ?? "";
}

async function subnetNamed(name: string): Promise<string> {
  const { Subnets } = await client.send(
    new DescribeSubnetsCommand({ Filters: [{ Name: "tag:Name", Values: [name] }] }),
  );
  return Subnets?.[0]?.SubnetId ?? "";
}

/** Everything that describe calls show, apart from request ids. */
async function account(): Promise<unknown> {
  const responses = await Promise.all([
    client.send(new DescribeVpcsCommand({})),
    client.send(new DescribeSubnetsCommand({})),
    client.send(new DescribeRouteTablesCommand({})),
    client.send(new DescribeNetworkAclsCommand({})),
    client.send(new DescribeSecurityGroupsCommand({})),
    client.send(new DescribeSecurityGroupRulesCommand({})),
    client.send(new DescribeNetworkInterfacesCommand({})),
    client.send(new DescribeInstancesCommand({})),
    client.send(new DescribeNatGatewaysCommand({})),
    client.send(new DescribeDhcpOptionsCommand({})),
    client.send(new DescribeVpcEndpointsCommand({})),
    client.send(new DescribeVpcEndpointServicesCommand({})),
    client.send(new DescribeTagsCommand({})),
  ]);
  return responses.map(({ $metadata, ...response }) => response);
}

describe("The seeded account", () => {
  it("has shop, with DNS hostnames off, subnets in three zones and workloads in use", async () => {
    const VpcId = await vpcNamed("shop");
    const hostnames = await client.send(new DescribeVpcAttributeCommand({ VpcId, Attribute: "enableDnsHostnames" }));
    expect(hostnames.EnableDnsHostnames?.Value).toBe(false);
    const inShop = [{ Name: "vpc-id", Values: [VpcId] }];
    const { Subnets } = await client.send(new DescribeSubnetsCommand({ Filters: inShop }));
    expect(new Set(Subnets?.map((subnet) => subnet.AvailabilityZone)).size).toBe(3);
    expect(Subnets).toHaveLength(9);
    const { NetworkInterfaces = [] } = await client.send(new DescribeNetworkInterfacesCommand({ Filters: inShop }));
    const groups = NetworkInterfaces.flatMap((one) => one.Groups?.map((group) => group.GroupName) ?? []);
    expect(new Set(groups)).toEqual(
      new Set(["shop-web", "shop-tasks", "shop-jobs", "shop-functions", "shop-database"]),
    );
    expect(NetworkInterfaces.every((one) => one.Status === "in-use")).toBe(true);
    expect(new Set(NetworkInterfaces.map((one) => one.InterfaceType))).toEqual(
      new Set(["interface", "nat_gateway", "lambda"]),
    );
  });

  it("has legacy: S3 on one of two route tables, a group without rules, custom DNS servers", async () => {
    const inLegacy = [{ Name: "vpc-id", Values: [await vpcNamed("legacy")] }];
    const { VpcEndpoints = [] } = await client.send(new DescribeVpcEndpointsCommand({ Filters: inLegacy }));
    const gateway = VpcEndpoints.find((one) => one.VpcEndpointType === "Gateway");
    const ecs = VpcEndpoints.find((one) => one.VpcEndpointType === "Interface");
    expect(gateway?.RouteTableIds).toHaveLength(1);
    expect(ecs).toMatchObject({ ServiceName: "com.amazonaws.us-east-1.ecs", State: "available" });
    const { SecurityGroups } = await client.send(
      new DescribeSecurityGroupsCommand({ GroupIds: [ecs?.Groups?.[0]?.GroupId ?? ""] }),
    );
    expect(SecurityGroups?.[0]?.IpPermissions).toEqual([]);
    const { Vpcs } = await client.send(new DescribeVpcsCommand({ Filters: inLegacy }));
    const { DhcpOptions } = await client.send(
      new DescribeDhcpOptionsCommand({ DhcpOptionsIds: [Vpcs?.[0]?.DhcpOptionsId ?? ""] }),
    );
    expect(DhcpOptions?.[0]?.DhcpConfigurations).toContainEqual({
      Key: "domain-name-servers",
      Values: [{ Value: "10.40.0.10" }, { Value: "10.40.0.11" }],
    });
  });

  it("has empty, a VPC without subnets", async () => {
    const inEmpty = [{ Name: "vpc-id", Values: [await vpcNamed("empty")] }];
    const { Subnets } = await client.send(new DescribeSubnetsCommand({ Filters: inEmpty }));
    expect(Subnets).toEqual([]);
  });
});

describe("The sandbox as a process", () => {
  it("listens on loopback only, emulator and proxy", () => {
    const addresses = listeningAddresses(processTree(sandbox.pid));
    expect(addresses.length).toBeGreaterThanOrEqual(2);
    for (const address of addresses) expect(address).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(addresses).toContain(new URL(sandbox.url).host);
  });

  it("has an emulator that serves the proxy only", async () => {
    const proxy = Number(new URL(sandbox.url).port);
    const ports = listeningAddresses(processTree(sandbox.pid)).map((address) => Number(address.split(":")[1]));
    const emulators = ports.filter((port) => port !== proxy);
    expect(emulators.length).toBeGreaterThan(0);
    for (const port of emulators) {
      for (const more of [
        [],
        ["X-Postern-Key: "],
        ["X-Postern-Key: guessed"],
        ["Origin: https://app.localstack.cloud"],
      ]) {
        for (const target of [
          "/",
          "/_localstack/health",
          "/?Action=DescribeVpcs",
          "//127.0.0.1:9/",
          "http://127.0.0.1:9/",
        ]) {
          const response = await sendRaw(port, { target, headers: [`Host: 127.0.0.1:${port}`, ...more] });
          expect(statusOf(response)).toBe(403);
          expect(response).toContain("serves Postern's EC2 rules only");
        }
      }
      const upgrade = [
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
      ];
      const response = await sendRaw(port, { target: "/", headers: [`Host: 127.0.0.1:${port}`, ...upgrade] });
      expect(statusOf(response)).toBe(403);
    }
  });

  it("serves the control API only where it was enabled", async () => {
    expect((await fetch(`${sandbox.url}/_postern/calls`)).ok).toBe(false);
  });

  it("refuses a second one in its folder", async () => {
    await expect(start()).rejects.toThrow("A sandbox runs in this folder already");
  });

  it("serves STS and separates the accounts of 12-digit access keys", async () => {
    const identity = async (accessKeyId: string) => {
      const sts = new STSClient({
        endpoint: sandbox.url,
        region: "us-east-1",
        credentials: { ...credentials, accessKeyId },
      });
      return (await sts.send(new GetCallerIdentityCommand({}))).Account;
    };
    expect(await identity("test")).toBe("000000000000");
    expect(await identity("111122223333")).toBe("111122223333");
    const other = new EC2Client({
      endpoint: sandbox.url,
      region: "us-east-1",
      credentials: { ...credentials, accessKeyId: "111122223333" },
    });
    expect((await other.send(new DescribeVpcEndpointsCommand({}))).VpcEndpoints).toEqual([]);
  });
});

describe("EC2 through the proxy", () => {
  it("makes an endpoint over LocalStack's network, as the SDK asks", async () => {
    const VpcId = await vpcNamed("shop");
    await client.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }));
    const { GroupId = "" } = await client.send(
      new CreateSecurityGroupCommand({ VpcId, GroupName: "endpoints", Description: "Endpoints" }),
    );
    const IpPermissions = [
      { IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: "10.20.0.0/16", Description: "one" }] },
    ];
    await client.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    await expect(
      client.send(
        new AuthorizeSecurityGroupIngressCommand({
          GroupId,
          IpPermissions: IpPermissions.map((one) => ({ ...one, IpRanges: [{ CidrIp: "10.20.0.0/16" }] })),
        }),
      ),
    ).rejects.toMatchObject({ name: "InvalidPermission.Duplicate" });
    const SubnetIds = [await subnetNamed("shop-private-a"), await subnetNamed("shop-private-b")];
    const { VpcEndpointId } = await createEndpoint(client, { VpcId, SubnetIds, SecurityGroupIds: [GroupId] });
    await expect.poll(() => stateOf(VpcEndpointId)).toBe("available");
    await modifyEndpoint(client, { VpcEndpointId, PrivateDnsEnabled: true });
    await client.send(new CreateTagsCommand({ Resources: [VpcEndpointId], Tags: [{ Key: "team", Value: "ops" }] }));
    await expect.poll(() => stateOf(VpcEndpointId)).toBe("available");
  });

  it("accepts requests of the AWS CLI too", async () => {
    const { stdout } = await aws("ec2", "describe-vpc-endpoints", "--filters", "Name=tag:team,Values=ops");
    const { VpcEndpoints } = JSON.parse(stdout) as { VpcEndpoints: unknown[] };
    expect(VpcEndpoints).toEqual([expect.objectContaining({ State: "available", PrivateDnsEnabled: true })]);
    const repeat = ["--vpc-id", await vpcNamed("shop"), "--service-name", "com.amazonaws.us-east-1.ecs"];
    await expect(
      aws("ec2", "create-vpc-endpoint", ...repeat, "--vpc-endpoint-type", "Interface", "--dry-run"),
    ).rejects.toThrow("DryRunOperation");
    await expect(aws("ec2", "create-vpc-endpoint", ...repeat, "--vpc-endpoint-type", "Interface")).rejects.toThrow(
      "there is already a conflicting DNS domain for ecs.us-east-1.amazonaws.com",
    );
  });

  it("holds its rules for CloudFormation's stacks as well", async () => {
    const template = join(folder.path, "stack.json");
    const Properties = {
      VpcId: await vpcNamed("shop"),
      ServiceName: "com.amazonaws.us-east-1.xray",
      VpcEndpointType: "Interface",
      SubnetIds: [await subnetNamed("shop-private-c")],
    };
    writeFileSync(template, JSON.stringify({ Resources: { Xray: { Type: "AWS::EC2::VPCEndpoint", Properties } } }));
    await aws("cloudformation", "create-stack", "--stack-name", "xray", "--template-body", `file://${template}`);
    const reasons = async () => (await aws("cloudformation", "describe-stack-events", "--stack-name", "xray")).stdout;
    await expect.poll(reasons, { timeout: 30_000 }).toContain("does not support the availability zone of the subnet");
  });
});

describe("Endpoints with both kinds of addresses", () => {
  it("are created, and converted from those that have IPv4 only, by postern apply", async () => {
    const { Vpc } = await client.send(
      new CreateVpcCommand({ CidrBlock: "10.60.0.0/16", AmazonProvidedIpv6CidrBlock: true }),
    );
    const VpcId = Vpc?.VpcId ?? "";
    const { Vpcs } = await client.send(new DescribeVpcsCommand({ VpcIds: [VpcId] }));
    const block = Vpcs?.[0]?.Ipv6CidrBlockAssociationSet?.[0]?.Ipv6CidrBlock ?? "";
    const subnetIds: string[] = [];
    for (const [at, zone] of ["a", "b"].entries()) {
      const { Subnet } = await client.send(
        new CreateSubnetCommand({
          VpcId,
          AvailabilityZone: `us-east-1${zone}`,
          CidrBlock: `10.60.${at}.0/24`,
          Ipv6CidrBlock: block.replace("00::/56", `0${at}::/64`),
        }),
      );
      subnetIds.push(Subnet?.SubnetId ?? "");
    }
    const { GroupId = "" } = await client.send(
      new CreateSecurityGroupCommand({ VpcId, GroupName: "tasks", Description: "Tasks" }),
    );
    const there = {
      VpcId,
      SubnetIds: subnetIds,
      SecurityGroupIds: [GroupId],
      ServiceName: "com.amazonaws.us-east-1.kms",
    };
    const { VpcEndpointId } = await createEndpoint(client, there);
    await expect.poll(() => stateOf(VpcEndpointId)).toBe("available");

    const intent = {
      ...{ version: 1, region: "us-east-1", vpcId: VpcId, services: ["acm-pca", "kms"] },
      ...{ subnetIds, clientSecurityGroupIds: [GroupId], ipAddressType: "dualstack" },
    };
    const { stdout } = await postern(["apply", "--intent", "-", "--yes"], intent);
    expect(JSON.parse(stdout)).toMatchObject({ status: "succeeded" });
    const inVpc = { Filters: [{ Name: "vpc-id", Values: [VpcId] }] };
    const { VpcEndpoints = [] } = await client.send(new DescribeVpcEndpointsCommand(inVpc));
    expect(VpcEndpoints).toHaveLength(2);
    for (const one of VpcEndpoints) {
      expect(one).toMatchObject({ State: "available", IpAddressType: "dualstack", PrivateDnsEnabled: true });
      expect(one.DnsOptions?.DnsRecordIpType).toBe("dualstack");
    }
    expect(VpcEndpoints.map((one) => one.VpcEndpointId)).toContain(VpcEndpointId);
    const { NetworkInterfaces = [] } = await client.send(new DescribeNetworkInterfacesCommand(inVpc));
    expect(NetworkInterfaces.map((one) => [one.PrivateIpAddress, one.Ipv6Addresses?.length])).toEqual(
      Array.from({ length: 4 }, () => [expect.stringMatching(/^10\.60\./), 1]),
    );
  });
});

describe("A restart", () => {
  it("finds the account as it was", async () => {
    const before = await account();
    await sandbox.stop();
    sandbox = await start();
    client = connect(sandbox.url);
    expect(await account()).toEqual(before);
  });

  it("after a kill finds it too, and nothing of the old sandbox is left", async () => {
    const before = await account();
    const old = processTree(sandbox.pid);
    process.kill(sandbox.pid, "SIGKILL");
    await expect.poll(() => old.filter(isAlive), { timeout: 5000 }).toEqual([]);
    sandbox = await start();
    client = connect(sandbox.url);
    expect(await account()).toEqual(before);
  });

  it("is not needed by a parent that has ended: the sandbox ends when its standard input closes", async () => {
    const old = processTree(sandbox.pid);
    sandbox.closeInput();
    await expect.poll(() => old.filter(isAlive), { timeout: 5000 }).toEqual([]);
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function stateOf(id: string): Promise<string | undefined> {
  const { VpcEndpoints } = await client.send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: [id] }));
  return VpcEndpoints?.[0]?.State;
}

/** The command line of the checkout, with a database of its own, the intent on standard input. */
async function postern(words: string[], intent: object) {
  const ran = promisify(execFile)(process.execPath, ["bin/postern.mjs", ...words], {
    env: {
      ...process.env,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_ENDPOINT_URL: sandbox.url,
      POSTERN_DATA_DIR: join(folder.path, "data"),
    },
  });
  ran.child.stdin?.end(JSON.stringify(intent));
  return ran;
}

function aws(...words: string[]) {
  return promisify(execFile)(join(process.env.POSTERN_PYTHON_VENV ?? "", "bin", "aws"), words, {
    env: {
      PATH: process.env.PATH,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_ENDPOINT_URL: sandbox.url,
      AWS_PAGER: "",
      AWS_EC2_METADATA_DISABLED: "true",
    } as Record<string, string> as NodeJS.ProcessEnv,
  });
}
