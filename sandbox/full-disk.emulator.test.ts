/** A disk that fills while changes are applied to the emulated account. */
import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  CreateTagsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcEndpointsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { expect, it, onTestFinished } from "vitest";
import { RESERVED_BYTES } from "./ec2-rules/line-file";
import { freePort } from "./localstack/start";
import { type SandboxProcess, startSandbox, temporaryFolder } from "./testing/sandbox-process";
import { smallDisk } from "./testing/small-disk";

const credentials = { accessKeyId: "test", secretAccessKey: "test" };

/** Bytes that the journal can still use once the disk is full: enough for some of the apply's calls. */
const LEFT = 6_000;

it("an apply that finds the disk full continues once there is space, across a kill: nothing is lost, created twice or left to do", async () => {
  const disk = smallDisk(8);
  const folder = temporaryFolder();
  // Root's database server runs as another user, who has to get there.
  chmodSync(folder.path, 0o711);
  const dir = join(disk.path, "sandbox");
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const client = new EC2Client({ endpoint: url, region: "us-east-1", credentials, maxAttempts: 1 });
  const sandboxes: SandboxProcess[] = [];
  const commands: ChildProcess[] = [];
  onTestFinished(async () => {
    for (const command of commands) command.kill();
    await sandboxes.at(-1)?.stop();
    client.destroy();
    disk.remove();
    folder.remove();
  });
  const start = async () => {
    const env = { ...disk.env, POSTERN_SANDBOX_PORT: String(port), POSTERN_AVAILABLE_DELAY_MS: "300" };
    const sandbox = await startSandbox(dir, env);
    sandboxes.push(sandbox);
    return sandbox;
  };
  const postern = (command: string, ...words: string[]) => {
    const child = spawn(process.execPath, ["bin/postern.mjs", command, "--intent", "-", ...words], {
      stdio: ["pipe", "pipe", "ignore"],
      env: {
        ...process.env,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        AWS_ENDPOINT_URL: url,
        POSTERN_DATA_DIR: join(folder.path, "data"),
      },
    });
    commands.push(child);
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.stdin.end(JSON.stringify(intent));
    return new Promise<{ code: number | null; json: unknown }>((done) =>
      child.once("close", (code) => done({ code, json: text === "" ? null : JSON.parse(text) })),
    );
  };

  const first = await start();
  const intent = await intentFor(client);
  disk.fill();
  await spend(client, intent.vpcId, join(dir, "journal.jsonl"));
  const full = first.written(/takes no changes.*ENOSPC/);
  const applied = postern("apply", "--yes");
  await Promise.race([full, applied.then((early) => expect(early).toBe("waiting for space"))]);
  const before = await idsIn(client);
  await first.stop("SIGKILL");

  const second = await start();
  // A block that the start has freed may have been enough for a call or two.
  expect(await idsIn(client)).toEqual(expect.arrayContaining(before));
  disk.free();
  expect(await applied).toMatchObject({ code: 0, json: { status: "succeeded" } });
  const { VpcEndpoints = [] } = await client.send(
    new DescribeVpcEndpointsCommand({ Filters: [{ Name: "vpc-id", Values: [intent.vpcId] }] }),
  );
  const services = VpcEndpoints.map(({ ServiceName }) => ServiceName?.replace("com.amazonaws.us-east-1.", ""));
  expect(services.sort()).toEqual([...intent.services].sort());
  const after = await idsIn(client);
  await second.stop();
  await start();
  expect(await idsIn(client)).toEqual(after);
  expect(await postern("plan", "--format", "json")).toMatchObject({ code: 0, json: { changes: [] } });
}, 300_000);

/** What the seeded shop's tasks and jobs need of ECS. */
async function intentFor(client: EC2Client) {
  const { Vpcs = [] } = await client.send(
    new DescribeVpcsCommand({ Filters: [{ Name: "tag:Name", Values: ["shop"] }] }),
  );
  const vpcId = Vpcs[0]?.VpcId ?? "";
  const inShop = { Name: "vpc-id", Values: [vpcId] };
  const { Subnets = [] } = await client.send(
    new DescribeSubnetsCommand({ Filters: [inShop, { Name: "tag:Name", Values: ["shop-private-*"] }] }),
  );
  const { SecurityGroups = [] } = await client.send(
    new DescribeSecurityGroupsCommand({
      Filters: [inShop, { Name: "group-name", Values: ["shop-tasks", "shop-jobs"] }],
    }),
  );
  return {
    ...{ version: 1, region: "us-east-1", vpcId, services: ["ecs", "ecr.api", "logs", "s3"], admitVpcCidrs: true },
    subnetIds: Subnets.map(({ SubnetId }) => SubnetId),
    clientSecurityGroupIds: SecurityGroups.map(({ GroupId }) => GroupId),
  };
}

/** Uses up the space that the journal has reserved, except for `LEFT`. */
async function spend(client: EC2Client, vpcId: string, journal: string): Promise<void> {
  const left = () => {
    const bytes = readFileSync(journal);
    return bytes.length - (bytes.lastIndexOf("\n") + 1) - RESERVED_BYTES - LEFT;
  };
  for (let more = left(); more > 1_000; more = left()) {
    const Value = "x".repeat(Math.min(more - 900, 20_000));
    await client.send(new CreateTagsCommand({ Resources: [vpcId], Tags: [{ Key: "spent", Value }] }));
  }
}

/** Of all that an apply makes. */
async function idsIn(client: EC2Client): Promise<(string | undefined)[]> {
  const { SecurityGroups = [] } = await client.send(new DescribeSecurityGroupsCommand({}));
  const { SecurityGroupRules = [] } = await client.send(new DescribeSecurityGroupRulesCommand({}));
  const { VpcEndpoints = [] } = await client.send(new DescribeVpcEndpointsCommand({}));
  const { NetworkInterfaces = [] } = await client.send(new DescribeNetworkInterfacesCommand({}));
  return [
    ...SecurityGroups.map(({ GroupId }) => GroupId),
    ...SecurityGroupRules.map(({ SecurityGroupRuleId }) => SecurityGroupRuleId),
    ...VpcEndpoints.map(({ VpcEndpointId }) => VpcEndpointId),
    ...NetworkInterfaces.map(({ NetworkInterfaceId }) => NetworkInterfaceId),
  ].sort();
}
