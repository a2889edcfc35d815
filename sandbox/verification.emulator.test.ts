/** Runs on an EC2 that lists what is not there: they fail, and say where the effect is missing. */
import {
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { writeGateway } from "#lib/aws/ec2-writer";
import { intentSchema, namedIds } from "#lib/core/intent/intent";
import type { VpcId } from "#lib/core/network/snapshot";
import { plan } from "#lib/core/plan";
import type { Run } from "#lib/core/run/run";
import { harnessOfFile } from "#lib/run/testing/harness";
import { testDatabase } from "../bin/testing/database";
import { type SandboxProcess, startSandbox, temporaryFolder } from "./testing/sandbox-process";

const runs = harnessOfFile(testDatabase);
const folder = temporaryFolder();
let sandbox: SandboxProcess;
let ec2: EC2Client;

beforeAll(async () => {
  sandbox = await startSandbox(folder.path, { POSTERN_SANDBOX_CONTROL: "1", POSTERN_AVAILABLE_DELAY_MS: "0" });
  await control("settings", { deletedDelayMs: 0 });
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  ec2 = new EC2Client({ region: "us-east-1", endpoint: sandbox.url, credentials });
});

afterEach(() => control("settings", { lostRoutes: [], lostInterfaces: [] }));

afterAll(async () => {
  ec2?.destroy();
  await sandbox?.stop();
  folder.remove();
});

const control = (path: string, body: object) =>
  fetch(`${sandbox.url}/_postern/${path}`, { method: "POST", body: JSON.stringify(body) });

const named = (...names: string[]) => ({ Filters: [{ Name: "tag:Name", Values: names }] });

/** Two private subnets of the shop, each with a route table of its own. */
async function shop() {
  const { Vpcs } = await ec2.send(new DescribeVpcsCommand(named("shop")));
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand(named("shop-private-a", "shop-private-b")));
  const tables = await ec2.send(new DescribeRouteTablesCommand(named("shop-private-a", "shop-private-b")));
  return {
    vpcId: Vpcs?.[0]?.VpcId as VpcId,
    subnetIds: Subnets.map(({ SubnetId }) => SubnetId ?? "").sort(),
    tableIds: (tables.RouteTables ?? []).map(({ RouteTableId }) => RouteTableId ?? "").sort(),
  };
}

/** Plans endpoints in these subnets, applies the plan, and rolls it back. */
async function run(services: string[], { vpcId, subnetIds, tableIds }: Awaited<ReturnType<typeof shop>>): Promise<Run> {
  const target = { region: "us-east-1", profile: null, endpointUrl: sandbox.url, sandbox: true };
  const gateway = writeGateway(target);
  const rawIntent = { version: 1, region: "us-east-1", vpcId, services, subnetIds, acceptedRisks: ["blast-radius"] };
  const first = await gateway.snapshot(vpcId);
  const tasks = first.securityGroups.find(({ name }) => name === "shop-tasks")?.id;
  const intent = intentSchema.parse({ ...rawIntent, clientSecurityGroupIds: [tasks], gatewayRouteTableIds: tableIds });
  const snapshot = await gateway.snapshot(vpcId, namedIds(intent));
  const request = { target, accountId: snapshot.accountId, rollbackOnFailure: false, actor: "operator@laptop" };
  const applied = await runs.carryOut(gateway, { ...request, kind: "apply", plan: plan(snapshot, intent) });
  const back = await runs.carryOut(gateway, { ...applied.request, kind: "rollback", of: applied.id });
  expect(back.error).toBeNull();
  return applied;
}

const missing = ({ verification }: Run) => verification?.filter(({ ok }) => !ok) ?? [];

it("a run succeeds where EC2 does what its responses say", async () => {
  const applied = await run(["ecs", "s3"], await shop());
  expect(missing(applied)).toEqual([]);
  expect(applied.status).toBe("succeeded");
});

it("a gateway endpoint that lists a route table without its route fails the run, which names the table", async () => {
  const network = await shop();
  const [lost = ""] = network.tableIds;
  await control("settings", { lostRoutes: [lost] });
  const applied = await run(["s3"], network);
  expect(applied.status).not.toBe("succeeded");
  expect(missing(applied)).toMatchObject([
    {
      name: "The route tables have routes to the endpoint",
      found: `not in ${lost}`,
      expected: expect.stringContaining(lost),
    },
  ]);
});

it("an interface endpoint that lists a subnet without its interface fails the run, which names the subnet", async () => {
  const network = await shop();
  const [lost = ""] = network.subnetIds;
  await control("settings", { lostInterfaces: [lost] });
  const applied = await run(["ecs"], network);
  expect(applied.status).not.toBe("succeeded");
  expect(missing(applied)).toMatchObject([{ name: "An interface is in each subnet", found: `none in ${lost}` }]);
});
