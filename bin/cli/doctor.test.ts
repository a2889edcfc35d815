import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Ec2Server, ec2Server } from "#lib/aws/testing/ec2-server";
import type { Finding } from "../doctor/finding";

const folder = mkdtempSync(join(tmpdir(), "postern-doctor-"));
let server: Ec2Server;

/** Who a key is: the name of the role, for those that STS has given. */
const arnOf = (key: string) =>
  key.startsWith("ASIA")
    ? `arn:aws:sts::111122223333:assumed-role/${key.slice(4)}/x`
    : `arn:aws:iam::111122223333:user/${key}`;

beforeAll(async () => {
  server = await ec2Server({
    GetCallerIdentity: (_, key) => ({
      body: `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>${arnOf(key)}</Arn>
        <Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
    }),
    AssumeRole: ({ RoleArn = "" }) => ({
      body: `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA${RoleArn.split("/").at(-1)}</AccessKeyId>
        <SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>
        </Credentials></AssumeRoleResult></AssumeRoleResponse>`,
    }),
  });
  const profile = (name: string) =>
    `[${name}]\naws_access_key_id = AKIA${name.toUpperCase()}\naws_secret_access_key = s\n`;
  writeFileSync(join(folder, "credentials"), ["look", "change", "elsewhere"].map(profile).join(""));
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

type Ended = { code: number | null; stdout: string; stderr: string };

/** Runs the real command in a process of its own. */
async function doctor(env: Record<string, string>, ...args: string[]): Promise<Ended> {
  const data = join(folder, "data");
  const child = spawn(process.execPath, ["bin/postern.mjs", "doctor", ...args], {
    env: {
      NODE_ENV: "test",
      PATH: process.env.PATH,
      POSTERN_DATA_DIR: data,
      AWS_CONFIG_FILE: join(folder, "none"),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, "none"),
      AWS_EC2_METADATA_DISABLED: "true",
      ...env,
    },
  });
  const ended: Ended = { code: null, stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => (ended.stdout += chunk));
  child.stderr.on("data", (chunk) => (ended.stderr += chunk));
  ended.code = await new Promise((done) => child.once("close", done));
  return ended;
}

async function checks(env: Record<string, string>) {
  const { code, stdout, stderr } = await doctor(env, "--format", "json");
  expect(stderr).not.toMatch(/went wrong|^\s+at /m);
  const document = JSON.parse(stdout) as { format: string; checks: Finding[] };
  expect(document.format).toBe("postern.doctor/1");
  for (const { state, nextStep } of document.checks) expect(nextStep === null).toBe(state === "ok");
  const of = (check: string) => document.checks.find((one) => one.check === check);
  return { code, stdout, of };
}

describe("without credentials", () => {
  it("nothing is wrong, and nothing is created", async () => {
    const { code, of } = await checks({});
    expect(of("AWS")).toMatchObject({ state: "ok", sentence: expect.stringContaining("works in its sandbox") });
    expect(of("Node.js")?.state).toBe("ok");
    expect(of("data folder")?.sentence).toContain("is created by the first start");
    expect(of("session key")?.sentence).toContain("The first start makes one");
    expect(code).toBe(0);
  });

  it("it reports that, with one line for each check", async () => {
    const { code, stdout } = await doctor({});
    expect(stdout).toMatch(/^ok {7}Node\.js: \d+\.\d+\.\d+\.$/m);
    expect(stdout).toMatch(/^ok {7}AWS: No credentials are configured/m);
    expect(code).toBe(0);
  });
});

it("the principals of reads and changes, and that the credentials behind both roles could assume either", async () => {
  const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
  const roles = { POSTERN_READ_ROLE_ARN: role("READ"), POSTERN_APPLY_ROLE_ARN: role("APPLY") };
  const at = { AWS_ENDPOINT_URL: server.target.endpointUrl ?? "", AWS_REGION: "eu-west-1" };
  const { code, of } = await checks({ ...at, AWS_ACCESS_KEY_ID: "AKIABASE", AWS_SECRET_ACCESS_KEY: "s", ...roles });
  expect(of("AWS, for reads")?.sentence).toContain("assumed-role/READ/x, account 111122223333, Region eu-west-1");
  expect(of("AWS, for changes")?.sentence).toContain("assumed-role/APPLY/x");
  expect(of("AWS, separation")).toMatchObject({
    state: "warning",
    sentence: expect.stringMatching(/the keys of the environment: .* could assume the role APPLY as well/),
    nextStep: expect.stringContaining("POSTERN_READ_PROFILE"),
  });
  expect(code).toBe(0);
});

it("all problems are reported at once, without secrets", async () => {
  const data = join(folder, "bad");
  mkdirSync(join(data, "postgres", "data"), { recursive: true });
  writeFileSync(join(data, "postgres", "data", "PG_VERSION"), "18");
  writeFileSync(join(data, "session.key"), Buffer.alloc(32, 1).toString("base64"));
  chmodSync(join(data, "session.key"), 0o644);
  chmodSync(data, 0o755);
  const wrong = { POSTERN_DATA_DIR: data, POSTERN_POLL_MS: "soon" };
  const embedded = await checks(wrong);
  expect(embedded.of("session key")?.nextStep).toContain(`chmod 600 ${join(data, "session.key")}`);
  expect(embedded.of("data folder")).toMatchObject({
    state: "warning",
    nextStep: expect.stringContaining(join(data, "session.key")),
  });
  expect(embedded.of("database")?.sentence).toContain(`${join(data, "postgres", "password")} is missing`);
  expect(embedded.of("settings of runs")?.sentence).toContain("POSTERN_POLL_MS");
  expect(embedded.code).toBe(1);

  const away = await checks({
    ...wrong,
    DATABASE_URL: "postgres://postern:s3cr3t-word@127.0.0.1:9/postern",
    POSTERN_PORT: "70000",
  });
  expect(away.of("database")).toMatchObject({ state: "failure", sentence: expect.stringContaining("ECONNREFUSED") });
  expect(away.of("settings")?.sentence).toContain("POSTERN_PORT");
  expect(away.stdout).not.toContain("s3cr3t-word");
  expect(away.code).toBe(1);
});
