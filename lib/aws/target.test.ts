import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { endpointOfService, profiles, targetFromEnv } from "./target";

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

  it("takes a target's endpoint that no setting names", async () => {
    const target = { region: "us-east-1", profile: null, endpointUrl: "http://t", sandbox: false };
    expect(await endpointOfService(files(), target, "pricing")).toBe("http://t");
  });
});
