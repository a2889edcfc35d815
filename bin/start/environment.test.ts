import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Environment, sandboxEnvironment, webEnvironment, workerEnvironment } from "./environment";

test("with the sandbox, nothing leads to a real account any more", () => {
  const env = sandboxEnvironment(
    {
      PATH: "/bin",
      AWS_PROFILE: "ops",
      AWS_SESSION_TOKEN: "token",
      AWS_ENDPOINT_URL_EC2: "https://ec2.example.com",
      AWS_CONFIG_FILE: "/home/me/.aws/config",
      AWS_ROLE_ARN: "arn:aws:iam::1:role/r",
    },
    "http://127.0.0.1:4000",
  );
  expect(env).toMatchObject({ PATH: "/bin", POSTERN_SANDBOX: "1", AWS_ENDPOINT_URL: "http://127.0.0.1:4000" });
  for (const name of ["AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ENDPOINT_URL_EC2", "AWS_ROLE_ARN"]) {
    expect(env).not.toHaveProperty(name);
  }
  expect(env.AWS_CONFIG_FILE).not.toBe("/home/me/.aws/config");
});

const KEYS = { AWS_ACCESS_KEY_ID: "AKIAEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret", AWS_SESSION_TOKEN: "token" };
const WEB_IDENTITY = {
  AWS_WEB_IDENTITY_TOKEN_FILE: "/run/token",
  AWS_ROLE_ARN: "arn:aws:iam::111122223333:role/base",
  AWS_ROLE_SESSION_NAME: "pod",
};
const CONTAINER = {
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/v2/credentials/1",
  AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://169.254.170.23/v1/credentials",
  AWS_CONTAINER_AUTHORIZATION_TOKEN: "container-token",
  AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: "/run/container-token",
};
/** Everything that a compromised web process could use. */
const EVERYTHING = {
  ...KEYS,
  ...WEB_IDENTITY,
  ...CONTAINER,
  AWS_BEARER_TOKEN_BEDROCK: "bearer",
  AWS_SECURITY_TOKEN: "an old name of the session token",
  AWS_VAULT: "ops",
  POSTERN_APPLY_ROLE_ARN: "arn:aws:iam::111122223333:role/apply",
  POSTERN_APPLY_PROFILE: "change",
  POSTERN_PYTHON_VENV: "/venv",
  GITHUB_TOKEN: "ghp_x",
  NODE_AUTH_TOKEN: "npm_x",
  NPM_TOKEN: "npm_x",
  SSH_AUTH_SOCK: "/run/ssh",
  KUBECONFIG: "/root/.kube/config",
  GOOGLE_APPLICATION_CREDENTIALS: "/gcp.json",
  AZURE_CLIENT_SECRET: "azure",
  VAULT_TOKEN: "hvs.x",
  OPENAI_API_KEY: "sk-x",
  SECRET: "word",
};
/** What the pages need. */
const NEEDED = {
  PATH: "/bin",
  HOME: "/home/me",
  NODE_EXTRA_CA_CERTS: "/ca.pem",
  DATABASE_URL: "postgres://u:p@h/d",
  PGSSLROOTCERT: "/pg.pem",
  AWS_REGION: "eu-west-1",
  AWS_ENDPOINT_URL_STS: "https://sts.example.com",
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  POSTERN_DATA_DIR: "/data",
  POSTERN_OIDC_CLIENT_SECRET_FILE: "/run/secret",
  POSTERN_SESSION_KEY_FILE: "/run/key",
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "postern-environment-"));
  writeFileSync(
    join(folder, "config"),
    `[default]
region = eu-west-1
[profile look]
sso_start_url = https://example.awsapps.com/start
[profile env]
role_arn = arn:aws:iam::111122223333:role/r
credential_source = Environment
[profile through]
role_arn = arn:aws:iam::111122223333:role/q
source_profile = env
[profile task]
role_arn = arn:aws:iam::111122223333:role/r
credential_source = EcsContainer
[profile round]
role_arn = arn:aws:iam::111122223333:role/r
source_profile = round
[profile place]
region = eu-west-1
`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

async function given(settings: Environment, from: Environment = EVERYTHING): Promise<Environment> {
  const needed = { ...NEEDED, AWS_CONFIG_FILE: join(folder, "config") };
  const env = await webEnvironment({ ...needed, ...from, ...settings });
  expect(env).toMatchObject(needed);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !(name in needed)));
}

const NOT_KEYS = { ...WEB_IDENTITY, ...CONTAINER };

describe("the web process gets, in addition to what pages need,", () => {
  test.each([
    ["nothing of anybody's credentials, with a read profile of its own", { POSTERN_READ_PROFILE: "look" }, {}],
    ["nothing with a read profile that is not there", { POSTERN_READ_PROFILE: "gone" }, {}],
    ["nothing with a read profile that leads round in circles", { POSTERN_READ_PROFILE: "round" }, {}],
    ["the keys that its read profile takes from the environment", { POSTERN_READ_PROFILE: "env" }, KEYS],
    ["those that the profile behind it takes", { POSTERN_READ_PROFILE: "through" }, KEYS],
    ["the container's credentials that its read profile takes", { POSTERN_READ_PROFILE: "task" }, CONTAINER],
  ])("%s", async (_, settings, expected) => {
    const role = { POSTERN_READ_ROLE_ARN: "arn:aws:iam::111122223333:role/read" };
    const reported = { POSTERN_APPLIES_AS: "role apply" };
    expect(await given(settings)).toEqual({ ...settings, ...expected, ...reported });
    expect(await given({ ...settings, ...role, AWS_PROFILE: "env" })).toEqual({
      ...settings,
      ...role,
      ...expected,
      ...reported,
    });
  });

  test.each([
    ["keys and nothing else", {}, EVERYTHING, KEYS],
    ["a web identity and nothing else", {}, NOT_KEYS, WEB_IDENTITY],
    ["a container's credentials", {}, CONTAINER, CONTAINER],
    ["nothing but the name of a profile", { AWS_PROFILE: "look" }, EVERYTHING, {}],
    ["the keys that a profile takes", { AWS_PROFILE: "env" }, EVERYTHING, KEYS],
    ["what comes after a profile that leads to none", { AWS_PROFILE: "place" }, EVERYTHING, WEB_IDENTITY],
  ])(
    "what its reads begin with, without a read profile or with a read role only: %s",
    async (_, settings, from, expected) => {
      const reported = "POSTERN_APPLY_ROLE_ARN" in from ? { POSTERN_APPLIES_AS: "role apply" } : {};
      expect(await given(settings, from)).toEqual({ ...settings, ...expected, ...reported });
      const role = { ...settings, POSTERN_READ_ROLE_ARN: "arn:aws:iam::111122223333:role/read" };
      expect(await given(role, from)).toEqual({ ...role, ...expected, ...reported });
    },
  );

  test("what the setting for it names", async () => {
    const settings = { POSTERN_READ_PROFILE: "look", POSTERN_WEB_ENVIRONMENT: "AWS_VAULT, SSH_AUTH_SOCK" };
    expect(await given(settings)).toEqual({
      POSTERN_READ_PROFILE: "look",
      AWS_VAULT: "ops",
      SSH_AUTH_SOCK: "/run/ssh",
      POSTERN_APPLIES_AS: "role apply",
    });
  });

  test("the principal of changes, by name", async () => {
    const own = { POSTERN_READ_PROFILE: "look" };
    const by = async (settings: Environment) => (await given({ ...own, ...settings }, {})).POSTERN_APPLIES_AS;
    expect(await by({ POSTERN_APPLY_PROFILE: "change" })).toBe("change");
    expect(await by({ AWS_PROFILE: "ops" })).toBe("ops");
    expect(await by({ POSTERN_APPLY_PROFILE: "change", POSTERN_SANDBOX: "1" })).toBeUndefined();
    expect(await by({})).toBeUndefined();
  });
});

test("every variable that the code of the web process reads is one that it gets", async () => {
  const folders = ["app", "bin/web", "lib/aws", "lib/server", "lib/run"];
  const root = new URL("../../", import.meta.url);
  const files = folders.flatMap((name) =>
    readdirSync(new URL(name, root), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.tsx?$/.test(file) && !/\.test\.|testing\//.test(file))
      .map((file) => readFileSync(new URL(`${name}/${file}`, root), "utf8")),
  );
  const read = new Set(
    files.flatMap((text) => [...text.matchAll(/\benv\.(POSTERN_\w+)/g)].map(([, name = ""]) => name)),
  );
  // The worker's, which the same modules read; the web process gets only its name.
  const others = ["POSTERN_APPLY_PROFILE", "POSTERN_APPLY_ROLE_ARN", "POSTERN_APPLIES_AS"];
  const wanted = [...read].filter((name) => !others.includes(name));
  expect(wanted).toContain("POSTERN_READ_PROFILE");
  const env = await webEnvironment(Object.fromEntries(wanted.map((name) => [name, "0"])));
  expect(wanted.filter((name) => !(name in env))).toEqual([]);
});

test("the worker gets nothing of reads or of signing in", () => {
  const env = workerEnvironment({ ...NEEDED, ...EVERYTHING, POSTERN_READ_PROFILE: "look" });
  expect(env).toMatchObject({ ...KEYS, POSTERN_APPLY_ROLE_ARN: EVERYTHING.POSTERN_APPLY_ROLE_ARN });
  expect(Object.keys(env).filter((name) => /READ|OIDC|SESSION_KEY/.test(name))).toEqual([]);
});
