import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { writeGateway } from "#lib/aws/ec2-writer";
import type { WriteGateway } from "#lib/aws/gateway";
import { type Ec2Server, ec2Server, failure, list } from "#lib/aws/testing/ec2-server";
import type { Target } from "#lib/core/run/target";
import { sourceIdentity } from "./credentials";

let server: Ec2Server;
let folder: string;

/** Credentials that AWS knows; all others have expired. */
let valid: string;

const file = (name: string) => join(folder, name);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "postern-login-"));
  vi.stubEnv("AWS_CONFIG_FILE", file("config"));
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", file("credentials"));
  for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"])
    vi.stubEnv(name, undefined);
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
  writeFileSync(file("config"), "");
  writeFileSync(file("credentials"), "");
  valid = "AKIAFIRST";
  const expired = failure("ExpiredToken", "The security token included in the request is expired", 403);
  server = await ec2Server({
    GetCallerIdentity: (_, key) => (key === valid ? identity : expired),
    DescribeRegions: (_, key) => (key === valid || key === `ASIA${valid}` ? list("DescribeRegions", "") : expired),
    CreateSecurityGroup: (_, key) => (key === valid ? list("CreateSecurityGroup", "<groupId>sg-1</groupId>") : expired),
    AssumeRole: (_, key) => (key === valid ? session(`ASIA${key}`) : expired),
  });
});

afterEach(async () => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
  await server.stop();
});

const identity = list(
  "GetCallerIdentity",
  `<GetCallerIdentityResult><Account>111122223333</Account>
   <Arn>arn:aws:iam::111122223333:user/ops</Arn></GetCallerIdentityResult>`,
);

const session = (key: string) =>
  list(
    "AssumeRole",
    `<AssumeRoleResult><Credentials><AccessKeyId>${key}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey>
     <SessionToken>token</SessionToken><Expiration>${new Date(Date.now() + 60_000).toISOString()}</Expiration>
     </Credentials></AssumeRoleResult>`,
  );

const target = (profile: string | null): Target => ({ ...server.target, sandbox: false, profile });

/** Works, expires, and works again as soon as `login` has been done, all with one gateway, as one run has. */
async function expectGoesOn(
  gateway: WriteGateway,
  login: () => void,
  call: (gateway: WriteGateway) => Promise<unknown>,
) {
  await call(gateway);
  valid = "AKIASECOND";
  for (let times = 0; times < 2; times += 1)
    await expect(call(gateway)).rejects.toMatchObject({
      kind: expect.stringMatching(/^(login-expired|no-credentials)$/),
    });
  login();
  await call(gateway);
}

const regions = (gateway: WriteGateway) => gateway.regions();
const create = (gateway: WriteGateway) =>
  gateway.call("CreateSecurityGroup", { GroupName: "a", Description: "a", VpcId: "vpc-1" });

function keys(key: string, section = "ops") {
  writeFileSync(file("credentials"), `[${section}]\naws_access_key_id=${key}\naws_secret_access_key=secret\n`);
}

describe("after a new login, without a restart", () => {
  it.each([
    ["a read", regions],
    ["a change", create],
  ])("%s continues the keys that are in the credentials file by now", async (_, call) => {
    keys("AKIAFIRST");
    await expectGoesOn(writeGateway(target("ops")), () => keys("AKIASECOND"), call);
  });

  it("so does one with what credential_process gives, also where that has failed in between", async () => {
    const script = file("process");
    const gives = (text: string) => {
      writeFileSync(script, `#!/bin/sh\n${text}\n`);
      chmodSync(script, 0o755);
    };
    const credentials = (key: string) =>
      gives(`echo '{"Version": 1, "AccessKeyId": "${key}", "SecretAccessKey": "secret"}'`);
    writeFileSync(file("config"), `[profile ops]\ncredential_process=${script}\n`);
    credentials("AKIAFIRST");
    const gateway = writeGateway(target("ops"));
    const login = () => credentials("AKIASECOND");
    await expectGoesOn(gateway, login, create);
    gives("exit 1");
    valid = "AKIATHIRD";
    await create(gateway).catch(() => {});
    await expect(create(gateway)).rejects.toMatchObject({
      kind: "no-credentials",
      nextStep: expect.stringContaining("aws sts get-caller-identity --profile ops"),
    });
    credentials("AKIATHIRD");
    await create(gateway);
  });

  it("a role is assumed again", async () => {
    keys("AKIAFIRST");
    const role = { arn: "arn:aws:iam::111122223333:role/postern", sourceIdentity: sourceIdentity("operator") };
    await expectGoesOn(writeGateway({ ...target("ops"), role }), () => keys("AKIASECOND"), regions);
  });
});

describe("the message for an expired login", () => {
  it.each([
    ["ops", "Run: aws sso login --profile ops."],
    [null, "Run: aws sso login."],
  ])("names the command to run for profile %s", async (profile, command) => {
    keys("AKIAOLD", profile ?? "default");
    await expect(create(writeGateway(target(profile)))).rejects.toMatchObject({
      kind: "login-expired",
      nextStep: expect.stringContaining(command),
    });
  });
});
