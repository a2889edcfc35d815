import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { type Ec2Server, ec2Server } from "#lib/aws/testing/ec2-server";
import { accountFindings, separationWarning } from "./account";

let folder: string;
let server: Ec2Server;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "postern-account-"));
  server = await ec2Server({
    GetCallerIdentity: (_, key) => ({
      body: `<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:iam::1:user/${key}</Arn>
        <Account>${key === "AKIAELSEWHERE" ? "999999999999" : "111122223333"}</Account>
        </GetCallerIdentityResult></GetCallerIdentityResponse>`,
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
afterEach(() => {
  vi.unstubAllEnvs();
});

async function findings(settings: Record<string, string>) {
  const env = {
    AWS_ENDPOINT_URL: server.target.endpointUrl ?? "",
    AWS_REGION: "eu-west-1",
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials"),
    AWS_CONFIG_FILE: join(folder, "none"),
    ...settings,
  };
  for (const [name, value] of Object.entries({ AWS_PROFILE: "", ...env })) vi.stubEnv(name, value);
  const all = await accountFindings(env, "somewhere");
  return (check: string) => all.find((one) => one.check === check);
}

test("profiles of their own are apart", async () => {
  const of = await findings({ POSTERN_READ_PROFILE: "look", POSTERN_APPLY_PROFILE: "change" });
  expect(of("AWS, for reads")?.sentence).toContain("user/AKIALOOK, account 111122223333, Region eu-west-1");
  expect(of("AWS, for changes")?.sentence).toContain("user/AKIACHANGE");
  expect(of("AWS, separation")?.state).toBe("ok");
});

test.each([{ AWS_PROFILE: "look" }, { POSTERN_READ_PROFILE: "look", POSTERN_APPLY_PROFILE: "look" }])(
  "one identity for both is reported as one: %j",
  async (settings) => {
    const of = await findings(settings);
    expect(of("AWS, separation")).toMatchObject({
      state: "warning",
      sentence: expect.stringContaining("use the same identity"),
    });
  },
);

test("two accounts are a failure", async () => {
  const of = await findings({ POSTERN_READ_PROFILE: "look", AWS_PROFILE: "elsewhere" });
  expect(of("AWS, accounts")).toMatchObject({
    state: "failure",
    sentence: "Reads use account 111122223333, and changes account 999999999999.",
  });
});

test("missing credentials are reported with what to do", async () => {
  const of = await findings({ POSTERN_READ_PROFILE: "gone", AWS_PROFILE: "change" });
  expect(of("AWS, for reads")).toMatchObject({ state: "failure", sentence: expect.stringContaining("gone") });
  expect(of("AWS, for reads")?.nextStep).not.toBe("");
  expect(of("AWS, for changes")?.state).toBe("ok");
  expect(of("AWS, separation")).toBeUndefined();
});

test("a start warns where reads should use separate credentials and do not", async () => {
  const roles = {
    AWS_ACCESS_KEY_ID: "AKIABASE",
    AWS_SECRET_ACCESS_KEY: "s",
    POSTERN_READ_ROLE_ARN: "arn:aws:iam::1:role/read",
    POSTERN_APPLY_ROLE_ARN: "arn:aws:iam::1:role/apply",
  };
  expect(await separationWarning(roles)).toMatch(/could assume the role apply as well\. Give reads a profile/);
  expect(await separationWarning({ ...roles, POSTERN_READ_PROFILE: "look" })).toBeNull();
  expect(await separationWarning({ AWS_ACCESS_KEY_ID: "AKIABASE", AWS_SECRET_ACCESS_KEY: "s" })).toBeNull();
});

test("without credentials nothing is asked", async () => {
  const before = server.calls.length;
  expect(await accountFindings({}, null)).toMatchObject([{ check: "AWS", state: "ok" }]);
  expect(server.calls.length).toBe(before);
});
