import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { applyTarget, endpointOfService, profiles, readTarget, targetFromEnv } from "./target";

const folder = mkdtempSync(join(tmpdir(), "postern-target-"));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
function files(config = "", credentials = "") {
  count += 1;
  const AWS_CONFIG_FILE = join(folder, `config-${count}`);
  const AWS_SHARED_CREDENTIALS_FILE = join(folder, `credentials-${count}`);
  writeFileSync(AWS_CONFIG_FILE, config);
  writeFileSync(AWS_SHARED_CREDENTIALS_FILE, credentials);
  return { AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE };
}

const CONFIG = `
[default]
region = eu-west-1
[profile ops]
region = ap-south-1
sso_session = corp
[profile local]
services = here
[services here]
ec2 =
  endpoint_url = http://127.0.0.1:9
[sso-session corp]
sso_start_url = https://example.awsapps.com/start
sso_region = us-east-1
`;

describe("targetFromEnv", () => {
  it.each([
    ["the default profile's Region", {}, { region: "eu-west-1", profile: null, endpointUrl: null, sandbox: false }],
    ["AWS_PROFILE's Region", { AWS_PROFILE: "ops" }, { region: "ap-south-1", profile: "ops" }],
    [
      "AWS_REGION before all",
      { AWS_PROFILE: "ops", AWS_REGION: "us-west-2", AWS_DEFAULT_REGION: "x" },
      { region: "us-west-2" },
    ],
    ["AWS_DEFAULT_REGION", { AWS_DEFAULT_REGION: "us-west-1" }, { region: "us-west-1" }],
    ["us-east-1 when nothing says", { AWS_PROFILE: "none" }, { region: "us-east-1", profile: "none" }],
    ["AWS_ENDPOINT_URL", { AWS_ENDPOINT_URL: "http://a" }, { endpointUrl: "http://a" }],
    ["no password of an endpoint", { AWS_ENDPOINT_URL: "http://u:p%40ss@a:1/x" }, { endpointUrl: "http://a:1/x" }],
    [
      "EC2's own first",
      { AWS_ENDPOINT_URL: "http://a", AWS_ENDPOINT_URL_EC2: "http://b" },
      { endpointUrl: "http://b" },
    ],
    ["an endpoint from the config file", { AWS_PROFILE: "local" }, { endpointUrl: "http://127.0.0.1:9" }],
    [
      "none of it when it is to be ignored",
      { AWS_PROFILE: "local", AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" },
      { endpointUrl: null },
    ],
    ["the sandbox, without a profile", { POSTERN_SANDBOX: "1", AWS_PROFILE: "ops" }, { sandbox: true, profile: null }],
  ])("takes %s", async (_, env, expected) => {
    expect(await targetFromEnv({ ...files(CONFIG), ...env })).toMatchObject(expected);
  });

  it("lets the caller name Region and profile", async () => {
    const target = await targetFromEnv(
      { ...files(CONFIG), AWS_REGION: "us-west-2" },
      { region: "sa-east-1", profile: "ops" },
    );
    expect(target).toMatchObject({ region: "sa-east-1", profile: "ops" });
  });
});

it("lists profiles, default first, without the other sections", async () => {
  expect(await profiles(files(CONFIG, "[extra]\naws_access_key_id = a"))).toEqual(["default", "extra", "local", "ops"]);
});

describe("endpointOfService", () => {
  const of = async (env: Record<string, string>, service = "route_53") => {
    const all = { ...files(CONFIG), ...env };
    return endpointOfService(all, await targetFromEnv(all), service);
  };

  it.each([
    ["AWS itself without a setting", {}, null],
    ["AWS_ENDPOINT_URL", { AWS_ENDPOINT_URL: "http://a" }, "http://a"],
    ["the service's own first", { AWS_ENDPOINT_URL: "http://a", AWS_ENDPOINT_URL_ROUTE_53: "http://c" }, "http://c"],
    ["not that of EC2 alone", { AWS_ENDPOINT_URL_EC2: "http://b" }, null],
    ["not that of EC2 alone in the config file", { AWS_PROFILE: "local" }, null],
    ["the sandbox", { POSTERN_SANDBOX: "1", AWS_ENDPOINT_URL: "http://s" }, "http://s"],
  ])("takes %s", async (_, env, expected) => {
    expect(await of(env)).toBe(expected);
  });

  it("uses a target's endpoint that no setting names", async () => {
    const target = { region: "us-east-1", profile: null, endpointUrl: "http://t", sandbox: false };
    expect(await endpointOfService(files(), target, "pricing")).toBe("http://t");
  });
});

describe("rights of their own", () => {
  const READ = "arn:aws:iam::111122223333:role/postern-read";
  const APPLY = "arn:aws:iam::111122223333:role/postern-apply";

  it("are AWS_PROFILE's for both where nothing else is set", async () => {
    const env = { ...files(CONFIG), AWS_PROFILE: "ops" };
    const target = await readTarget(env);
    expect(target).toEqual({ region: "ap-south-1", profile: "ops", endpointUrl: null, sandbox: false });
    expect(applyTarget(target, "operator", {})).toEqual(target);
  });

  it("are the read profile's for reads, and never for changes", async () => {
    const env = { ...files(CONFIG), AWS_PROFILE: "ops", POSTERN_READ_PROFILE: "viewer" };
    const target = await readTarget(env);
    expect(target).toMatchObject({ profile: "viewer", access: "read" });
    expect(applyTarget(target, "operator", env)).toMatchObject({ profile: "ops", access: "apply" });
    expect(applyTarget(target, "operator", {}).profile).toBeNull();
    expect(applyTarget(target, "operator", { ...env, POSTERN_APPLY_PROFILE: "admin" }).profile).toBe("admin");
  });

  it("are a role's, assumed in the actor's name", async () => {
    const env = { ...files(CONFIG), POSTERN_READ_ROLE_ARN: READ, POSTERN_APPLY_ROLE_ARN: APPLY };
    const target = await readTarget(env, { region: "us-west-2" }, "oidc:operator@example.com");
    expect(target).toMatchObject({
      region: "us-west-2",
      access: "read",
      role: { arn: READ, sourceIdentity: "oidc-operator@example.com" },
    });
    expect(applyTarget(target, "local:deployer", env)).toEqual({
      region: "us-west-2",
      profile: null,
      endpointUrl: null,
      sandbox: false,
      access: "apply",
      role: { arn: APPLY, sourceIdentity: "local-deployer" },
    });
  });

  it("do not lead out of the sandbox", async () => {
    const env = { ...files(CONFIG), POSTERN_SANDBOX: "1", AWS_ENDPOINT_URL: "http://127.0.0.1:9", AWS_PROFILE: "ops" };
    const rights = { POSTERN_READ_PROFILE: "viewer", POSTERN_READ_ROLE_ARN: READ, POSTERN_APPLY_ROLE_ARN: APPLY };
    const target = await readTarget({ ...env, ...rights });
    const place = { region: "eu-west-1", profile: null, endpointUrl: "http://127.0.0.1:9", sandbox: true };
    expect(target).toEqual({ ...place, access: "read" });
    expect(applyTarget(target, "operator", rights)).toEqual({ ...place, access: "apply" });
  });
});
