import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Ec2Server, ec2Server, failure, list } from "#lib/aws/testing/ec2-server";
import { wholeAccounts } from "#lib/aws/testing/whole-accounts";
import { sound } from "#lib/core/testing/faults/fault";

const folder = mkdtempSync(join(tmpdir(), "postern-cli-"));
let server: Ec2Server;

const identity = {
  body: `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::111122223333:user/ops</Arn>
    <Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
};

beforeAll(async () => {
  server = await ec2Server({
    GetCallerIdentity: () => identity,
    DescribeVpcs: () => list("DescribeVpcs", "<vpcSet/>"),
    DescribeVpcEndpointServices: () =>
      list(
        "DescribeVpcEndpointServices",
        `<serviceDetailSet><item><serviceName>com.amazonaws.us-east-1.ecs</serviceName>
          <serviceType><item><serviceType>Interface</serviceType></item></serviceType></item></serviceDetailSet>`,
      ),
    DescribeSubnets: ({ "Filter.1.Value.1": vpc }) =>
      vpc === "vpc-0123456789abcdef1"
        ? failure("UnauthorizedOperation", "You are not authorized to perform this operation.", 403)
        : list("DescribeSubnets", ""),
  });
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  server.calls.length = 0;
});

type Ended = { code: number | null; stdout: string; stderr: string };

/** Runs the real command in a process of its own. */
function postern(args: string[], { stdin = "", endpoint = server.target.endpointUrl ?? "" } = {}): Promise<Ended> {
  const child = spawn(process.execPath, ["bin/postern.mjs", ...args], {
    env: {
      NODE_ENV: "test",
      PATH: process.env.PATH,
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_CONFIG_FILE: join(folder, "none"),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, "none"),
    },
  });
  const ended: Ended = { code: null, stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => {
    ended.stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    ended.stderr += chunk;
  });
  child.stdin.end(stdin);
  return new Promise((resolve) => child.on("close", (code) => resolve({ ...ended, code })));
}

const intent = {
  version: 1,
  region: "us-east-1",
  vpcId: "vpc-0123456789abcdef0",
  services: ["ecs"],
  subnetIds: ["subnet-0123456789abcdef0"],
  clientSecurityGroupIds: ["sg-0123456789abcdef0"],
};

function file(value: unknown): string {
  const name = join(folder, "intent.json");
  writeFileSync(name, JSON.stringify(value));
  return name;
}

describe("postern", { timeout: 30_000 }, () => {
  it("names wrong fields, sends nothing and ends with 1", async () => {
    const { subnetIds: _, ...rest } = intent;
    const { code, stdout, stderr } = await postern(["plan", "--intent", file({ ...rest, subnetId: ["x"] })]);
    expect({ code, stdout, calls: server.calls }).toEqual({ code: 1, stdout: "", calls: [] });
    expect(stderr).toContain("subnetId: There is no such field; did you mean subnetIds?");
  });

  it("does not apply without --yes", async () => {
    const { code, stderr } = await postern(["apply", "--intent", file(intent)]);
    expect({ code, calls: server.calls }).toEqual({ code: 1, calls: [] });
    expect(stderr).toContain("add --yes");
  });

  it("does not pass over options that say nothing of lost runs", async () => {
    const { code, stderr } = await postern(["runs", "--lost", "--status", "failed"]);
    expect({ code, calls: server.calls }).toEqual({ code: 1, calls: [] });
    expect(stderr).toContain("--lost goes with");
  });

  it("prints the plan as JSON, the words beside it, and ends with 3 when findings block it", async () => {
    const { code, stdout, stderr } = await postern(["plan", "--intent", "-"], { stdin: JSON.stringify(intent) });
    expect(JSON.parse(stdout)).toMatchObject({
      format: "postern.plan/1",
      changes: [],
      findings: expect.arrayContaining([expect.objectContaining({ code: "resource-not-found", severity: "error" })]),
    });
    expect(stderr).not.toContain("No changes");
    expect(stderr.trimEnd().split("\n").at(-1)).toMatch(
      /blocked: .*there is no VPC vpc-0123456789abcdef0 in us-east-1/,
    );
    expect(code).toBe(3);
  });

  it("names the permission that is missing", async () => {
    const { code, stdout, stderr } = await postern([
      "plan",
      "--intent",
      file({ ...intent, vpcId: "vpc-0123456789abcdef1" }),
    ]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    const statement = stderr.slice(stderr.indexOf("\n{"), stderr.lastIndexOf("\n}") + 2);
    expect(JSON.parse(statement)).toMatchObject({ Effect: "Allow", Action: ["ec2:DescribeSubnets"], Resource: "*" });
  });

  it("reports the endpoint at which it could not reach EC2", async () => {
    const { code, stderr } = await postern(["plan", "--intent", file(intent)], { endpoint: "http://127.0.0.1:1" });
    expect(code).toBe(1);
    expect(stderr).toContain("could not reach");
    expect(stderr).toContain("http://127.0.0.1:1.");
  });

  it("finds problems in a VPC: 2", async () => {
    const { code, stdout } = await postern(["check", "--vpc", intent.vpcId, "--region", intent.region]);
    expect(JSON.parse(stdout)).toMatchObject({ format: "postern.check/1", findings: [{ code: "resource-not-found" }] });
    expect(code).toBe(2);
  });

  it("checks what a chosen workload needs, where it lives", async () => {
    const { net, subnets, client } = sound();
    net.networkInterface(subnets[1], [net.group("others")], "10.0.2.10", { instanceId: "i-0123456789abcdef0" });
    const accounts = await wholeAccounts();
    const endpoint = accounts.open({ snapshot: net.snapshot() });
    const where = ["check", "--vpc", net.vpcId, "--region", "us-east-1"];
    const { code, stdout, stderr } = await postern([...where, "--workload", "fargate"], { endpoint });
    await accounts.stop();
    const { services, reachability } = JSON.parse(stdout) as {
      services: string[];
      reachability: { securityGroupId: string; subnetId: string }[];
    };
    expect({ code, services }).toEqual({ code: 2, services: ["ecr.api", "ecr.dkr", "logs", "s3"] });
    expect(new Set(reachability.map((row) => `${row.securityGroupId} ${row.subnetId}`))).toEqual(
      new Set([`${client} ${subnets[0]}`]),
    );
    expect(stderr).toContain(`Tasks in ${subnets[0]} cannot pull images`);
    expect(stderr).not.toContain("missing-endpoint");
  });
});
