import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { accountOf } from "./account";
import { expect, test } from "./fixtures";
import { type Network, privateNetwork } from "./network";

type Ran = { status: number | null; stdout: string; stderr: string };

/** Runs a program in the checkout as a person in a shell would, against the EC2 API of the browser tests. */
function run(ec2Url: string, program: string, args: string[]): Ran {
  const { status, stdout, stderr } = spawnSync(program, args, {
    encoding: "utf8",
    env: {
      ...process.env,
      AWS_ENDPOINT_URL: ec2Url,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_REGION: "us-east-1",
      PATH: `${process.env.POSTERN_PYTHON_VENV}/bin:${process.env.PATH}`,
    },
  });
  return { status, stdout, stderr };
}

/** Writes the intent of the story for a network and gives the file's path. */
function intentFile(network: Network, more: object = {}): string {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "postern-e2e-")), "intent.json");
  const intent = {
    version: 1,
    region: "us-east-1",
    vpcId: network.vpcId,
    services: ["ecs", "ecr.api", "ecr.dkr", "s3", "logs"],
    subnetIds: network.subnetIds,
    clientSecurityGroupIds: [network.clientGroupId],
    policies: {
      ecs: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: "*", Action: "ecs:*", Resource: "*" }],
      },
    },
    tags: { team: "ops", note: 'it\'s "quoted" $HOME `id` – ü' },
    ...more,
  };
  writeFileSync(file, JSON.stringify(intent));
  return file;
}

const postern = (ec2Url: string, ...args: string[]) => run(ec2Url, process.execPath, ["bin/postern.mjs", ...args]);

/** Dozens of starts of the AWS CLI take their time on a small machine. */
const SLOW = 300_000;

test("the script in bash and postern apply leave equal accounts, and then nothing is to be done", async ({
  ec2,
  ec2Url,
}) => {
  test.setTimeout(SLOW);
  const [byScript, byApply] = [await privateNetwork(ec2, "twin"), await privateNetwork(ec2, "twin")];
  const [scriptIntent, applyIntent] = [intentFile(byScript), intentFile(byApply)];

  const planned = postern(ec2Url, "plan", "--intent", scriptIntent, "--format", "cli");
  expect(planned.status, planned.stderr).toBe(2);
  const script = path.join(path.dirname(scriptIntent), "apply.sh");
  writeFileSync(script, planned.stdout);
  const first = run(ec2Url, "bash", [script]);
  expect(first.status, first.stderr).toBe(0);
  const after = await accountOf(ec2, byScript.vpcId);
  const second = run(ec2Url, "bash", [script]);
  expect(second.status, second.stderr).toBe(0);
  expect(await accountOf(ec2, byScript.vpcId)).toEqual(after);

  const applied = postern(ec2Url, "apply", "--intent", applyIntent, "--yes");
  expect(applied.status, applied.stderr).toBe(0);
  expect(JSON.parse(applied.stdout).status).toBe("succeeded");
  expect(await accountOf(ec2, byApply.vpcId)).toEqual(after);

  for (const intent of [scriptIntent, applyIntent]) {
    const again = postern(ec2Url, "plan", "--intent", intent);
    expect(again.status, again.stderr).toBe(0);
    expect(JSON.parse(again.stdout).changes).toEqual([]);
  }
});

test("the script holds the call of the story and its two rules in the right directions", async ({ ec2, ec2Url }) => {
  const network = await privateNetwork(ec2, "story-script");
  const intent = intentFile(network, { services: ["ecs"], policies: {}, tags: {} });
  const { stdout } = postern(ec2Url, "plan", "--intent", intent, "--format", "cli");
  expect(stdout).toContain("aws ec2 create-vpc-endpoint");
  expect(stdout).toContain("--vpc-endpoint-type Interface");
  expect(stdout).toContain(`--subnet-ids ${network.subnetIds.toSorted().join(" ")}`);
  expect(stdout).toContain("aws ec2 authorize-security-group-egress");
  expect(stdout).toContain("aws ec2 authorize-security-group-ingress");
});

test("a wrong intent is refused field by field, and nothing is sent", async ({ ec2, ec2Url, control }) => {
  const network = await privateNetwork(ec2, "wrong");
  await control.forgetCalls();
  const unknown = postern(ec2Url, "apply", "--yes", "--intent", intentFile(network, { subnets: [] }));
  expect(unknown.status).toBe(1);
  expect(unknown.stderr).toContain("subnets");
  const malformed = postern(ec2Url, "apply", "--yes", "--intent", intentFile(network, { subnetIds: ["net-1"] }));
  expect(malformed.status).toBe(1);
  expect(malformed.stderr).toContain("subnetIds[0]");
  const gone = postern(
    ec2Url,
    "apply",
    "--yes",
    "--intent",
    intentFile(network, { subnetIds: ["subnet-0123456789abcdef0"] }),
  );
  expect(gone.status).toBe(3);
  expect(gone.stderr).toContain("subnetIds: there is no subnet subnet-0123456789abcdef0");
  expect(await control.calls()).toEqual([]);
});
