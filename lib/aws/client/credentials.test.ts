import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { readGateway } from "#lib/aws/ec2-reader";
import { type Call, type Ec2Server, ec2Server, list, type MockResponse } from "#lib/aws/testing/ec2-server";
import type { Target } from "#lib/core/run/target";
import { sourceIdentity } from "./credentials";

const ROLE = "arn:aws:iam::111122223333:role/postern-read";
const HOUR = 3_600_000;

/** What STS gives who may assume the role. */
const session = (lastsMs: number): MockResponse => ({
  body: `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>
    <AccessKeyId>ASIAEXAMPLE</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>
    <Expiration>${new Date(Date.now() + lastsMs).toISOString()}</Expiration>
    </Credentials></AssumeRoleResult></AssumeRoleResponse>`,
});

const denied = (message: string): MockResponse => ({
  status: 403,
  body: `<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>${message}</Message></Error></ErrorResponse>`,
});

let server: Ec2Server | undefined;
let count = 0;

beforeEach(() => {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "secret");
  vi.stubEnv("AWS_PROFILE", undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  return server?.stop();
});

async function account(assumed: (call: Call) => MockResponse, actor = `operator-${count++}`) {
  server = await ec2Server({ AssumeRole: assumed, DescribeRegions: () => list("DescribeRegions", "") });
  const role = { arn: ROLE, sourceIdentity: sourceIdentity(actor) };
  const target: Target = { ...server.target, sandbox: false, access: "read", role };
  const assumptions = () => (server?.calls ?? []).filter(({ Action }) => Action === "AssumeRole");
  return { target, assumptions };
}

describe("a role", () => {
  it("is assumed once, with the actor as source identity and the external id that is set", async () => {
    vi.stubEnv("POSTERN_EXTERNAL_ID", "postern-of-ops");
    const { target, assumptions } = await account(() => session(HOUR), "local:operator");
    await Promise.all([readGateway(target).regions(), readGateway(target).regions()]);
    await readGateway(target).regions();
    expect(assumptions()).toEqual([
      expect.objectContaining({
        RoleArn: ROLE,
        SourceIdentity: "local-operator",
        RoleSessionName: "local-operator",
        ExternalId: "postern-of-ops",
      }),
    ]);
  });

  it("is assumed again before its credentials expire", async () => {
    const { target, assumptions } = await account(() => session(60_000));
    await readGateway(target).regions();
    await readGateway(target).regions();
    expect(assumptions().length).toBeGreaterThan(1);
  });

  it("that may not be assumed is an error with the missing trust policy", async () => {
    const message = `User: arn:aws:iam::111122223333:user/ops is not authorized to perform: sts:SetSourceIdentity on resource: ${ROLE}`;
    const { target } = await account(() => denied(message));
    await expect(readGateway(target).regions()).rejects.toMatchObject({
      kind: "denied",
      operation: "AssumeRole",
      sentence: "Postern may not assume the role postern-read: sts:SetSourceIdentity is not allowed.",
      nextStep: expect.stringMatching(/trust policy.*"Action":\["sts:AssumeRole","sts:SetSourceIdentity"\]/),
    });
  });
});

describe("a source identity", () => {
  it.each([
    ["local:operator", "local-operator"],
    ["arn:aws:iam::111122223333:user/ops", "arn-aws-iam-111122223333-user-ops"],
    ["", "postern"],
    ["é", "postern"],
  ])("of %s is %s", (actor, identity) => expect(sourceIdentity(actor)).toBe(identity));

  it("is always one that STS accepts", () => {
    fc.assert(fc.property(fc.string({ unit: "binary" }), (actor) => /^[\w+=,.@-]{2,64}$/.test(sourceIdentity(actor))));
  });
});
