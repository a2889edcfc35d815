import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { credentialsSource, metadataSetting, withoutSecrets } from "./credentials.mjs";

let home: string;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "postern-home-"));
  mkdirSync(join(home, ".aws"));
});
afterAll(() => rmSync(home, { recursive: true }));

const source = (env: Record<string, string>) =>
  credentialsSource({ NODE_ENV: "test", HOME: home, AWS_EC2_METADATA_DISABLED: "true", ...env });

function write(file: string, content: string): void {
  writeFileSync(join(home, ".aws", file), content);
}

test("a machine without settings has no credentials, nor has one with only a Region", async () => {
  expect(await source({ AWS_REGION: "us-east-1" })).toBeNull();
  write("config", "[default]\nregion = eu-west-1\noutput = json\n");
  expect(await source({})).toBeNull();
});

test.each([
  [{ AWS_PROFILE: "ops" }, "AWS_PROFILE=ops"],
  [{ AWS_ENDPOINT_URL: "http://127.0.0.1:4566" }, "AWS_ENDPOINT_URL=http://127.0.0.1:4566"],
  [{ AWS_ENDPOINT_URL: "http://me:secret@127.0.0.1:4566" }, "AWS_ENDPOINT_URL=http://127.0.0.1:4566"],
  [{ AWS_ACCESS_KEY_ID: "id", AWS_SECRET_ACCESS_KEY: "secret" }, "AWS_ACCESS_KEY_ID"],
  [{ AWS_WEB_IDENTITY_TOKEN_FILE: "/token", AWS_ROLE_ARN: "arn:aws:iam::1:role/r" }, "AWS_WEB_IDENTITY_TOKEN_FILE"],
  [{ AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/v2/credentials" }, "the container's role"],
])("%o lead to an account", async (env, expected) => {
  expect(await source(env)).toBe(expected);
});

test("half of a key pair leads nowhere", async () => {
  expect(await source({ AWS_ACCESS_KEY_ID: "id" })).toBeNull();
});

test("a profile with credentials in one of the shared files counts, wherever that file is", async () => {
  write("config", "[profile ops]\nsso_session = company\n");
  expect(await source({})).toBe(join(home, ".aws", "config"));
  write("credentials", "[default]\naws_access_key_id=id\naws_secret_access_key=secret\n");
  expect(await source({})).toBe(join(home, ".aws", "credentials"));
  const elsewhere = { AWS_SHARED_CREDENTIALS_FILE: join(home, "none"), AWS_CONFIG_FILE: join(home, "none") };
  expect(await source(elsewhere)).toBeNull();
});

test("instance metadata is called on instances only, unless an AWS setting enables it", () => {
  const env = { NODE_ENV: "test" } as const;
  expect(metadataSetting(env, false)).toEqual({ AWS_EC2_METADATA_DISABLED: "true" });
  expect(metadataSetting(env, true)).toEqual({});
  expect(metadataSetting({ ...env, AWS_EC2_METADATA_SERVICE_ENDPOINT: "http://127.0.0.1:9" }, false)).toEqual({});
  expect(metadataSetting({ ...env, AWS_EC2_METADATA_DISABLED: "false" }, false)).toEqual({});
});

test("programs that need no account find nothing that leads to one, to the database or to the issuer", () => {
  const leading = [
    "AWS_PROFILE AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_CONFIG_FILE AWS_ROLE_ARN",
    "AWS_WEB_IDENTITY_TOKEN_FILE AWS_CONTAINER_CREDENTIALS_FULL_URI AWS_CONTAINER_AUTHORIZATION_TOKEN AWS_BEARER_TOKEN_BEDROCK",
    "AWS_ENDPOINT_URL DATABASE_URL PGPASSWORD PGHOST POSTERN_READ_PROFILE POSTERN_READ_ROLE_ARN POSTERN_APPLY_PROFILE",
    "POSTERN_APPLY_ROLE_ARN POSTERN_EXTERNAL_ID POSTERN_OIDC_ISSUER POSTERN_OIDC_CLIENT_SECRET_FILE",
  ].flatMap((names) => names.split(" "));
  const others = { PATH: "/bin", HOME: "/home/me", POSTERN_DATA_DIR: "/data", AWS_SDK_JS_SUPPRESS_WARNING: "1" };
  const all = { ...Object.fromEntries(leading.map((name) => [name, "secret"])), ...others };
  expect(withoutSecrets(all)).toEqual(others);
});
