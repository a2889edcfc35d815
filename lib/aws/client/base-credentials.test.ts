import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { separation } from "./base-credentials";
import type { Env } from "./target";

const KEYS = { AWS_ACCESS_KEY_ID: "AKIAEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" };
const READ_ROLE = { POSTERN_READ_ROLE_ARN: "arn:aws:iam::111122223333:role/read" };
const APPLY_ROLE = { POSTERN_APPLY_ROLE_ARN: "arn:aws:iam::111122223333:role/apply" };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "postern-base-"));
  const role = (name: string, from: string) => `[profile ${name}]\nrole_arn = arn:aws:iam::1:role/${name}\n${from}\n`;
  writeFileSync(
    join(folder, "config"),
    [
      "[profile base]\nsso_start_url = https://example.awsapps.com/start",
      "[profile other]\ncredential_process = other",
      role("look", "source_profile = base"),
      role("change", "source_profile = base"),
      role("apart", "source_profile = other"),
      role("env", "credential_source = Environment"),
      role("task", "credential_source = EcsContainer"),
    ].join("\n"),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

const of = (env: Env) =>
  separation({ AWS_CONFIG_FILE: join(folder, "config"), AWS_SHARED_CREDENTIALS_FILE: devNull, ...env });

describe("reads and changes begin with the same credentials", () => {
  it.each([
    ["roles of the keys of the environment", { ...KEYS, ...READ_ROLE, ...APPLY_ROLE }, "the keys of the environment"],
    ["a role for reads only", { ...KEYS, ...READ_ROLE }, "the keys of the environment"],
    [
      "roles of a web identity",
      { AWS_WEB_IDENTITY_TOKEN_FILE: "/t", AWS_ROLE_ARN: "arn", ...READ_ROLE, ...APPLY_ROLE },
      "a web identity",
    ],
    ["roles of the machine's own", { ...READ_ROLE, ...APPLY_ROLE }, "the machine's own"],
    ["roles of a profile", { AWS_PROFILE: "base", ...READ_ROLE, ...APPLY_ROLE }, "those of profile base"],
    [
      "profiles with one behind them",
      { POSTERN_READ_PROFILE: "look", POSTERN_APPLY_PROFILE: "change" },
      "profile base",
    ],
    ["a profile and the one behind it", { POSTERN_READ_PROFILE: "look", AWS_PROFILE: "base" }, "those of profile base"],
    ["a profile that takes the keys", { ...KEYS, POSTERN_READ_PROFILE: "env" }, "the keys of the environment"],
    ["a profile that takes the machine's", { POSTERN_READ_PROFILE: "task", ...APPLY_ROLE }, "the machine's own"],
  ])("%s", async (_, env, shared) => {
    expect(await of(env)).toEqual({ readsAreTheirOwn: true, shared: expect.stringContaining(shared) });
  });

  it("and are the same, without any setting for reads", async () => {
    expect(await of(KEYS)).toEqual({ readsAreTheirOwn: false, shared: "the keys of the environment" });
  });
});

it.each([
  ["a profile for reads beside the keys", { ...KEYS, POSTERN_READ_PROFILE: "look" }],
  ["profiles with others behind them", { POSTERN_READ_PROFILE: "look", POSTERN_APPLY_PROFILE: "apart" }],
  ["a profile for changes beside a role for reads", { ...KEYS, ...READ_ROLE, POSTERN_APPLY_PROFILE: "change" }],
  ["a profile for reads that is not there", { ...KEYS, POSTERN_READ_PROFILE: "gone" }],
])("they begin apart with %s", async (_, env) => {
  expect(await of(env)).toEqual({ readsAreTheirOwn: true, shared: null });
});
