import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cookieName } from "#lib/server/auth/session";
import { settings } from "#lib/server/settings";
import { placeOf, placeWith, profileChoices, profilesAreFixed } from "./place";

let folder: string;
const files = () => ({ AWS_CONFIG_FILE: join(folder, "config"), AWS_SHARED_CREDENTIALS_FILE: join(folder, "none") });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "postern-place-"));
  writeFileSync(
    join(folder, "config"),
    "[default]\noutput = json\n[profile ops]\nregion = eu-west-1\n[profile look]\noutput = json\n[sso-session corp]\nsso_region = us-east-1\n",
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

const sent = (value: string) => new Headers({ cookie: `${cookieName("place", settings({}))}=${value}` });
const chosen = (place: object) => sent(encodeURIComponent(JSON.stringify(place)));

describe("the place that a request's cookie names", () => {
  it("is a Region and a profile", () => {
    expect(placeOf(chosen({ region: "eu-west-1", profile: "ops" }), {})).toEqual({
      region: "eu-west-1",
      profile: "ops",
    });
  });

  it.each([
    "",
    "x",
    "%",
    "%7B",
    encodeURIComponent("null"),
    encodeURIComponent('{"region":"../x"}'),
    encodeURIComponent('{"profile":""}'),
    encodeURIComponent('{"profile":["ops"]}'),
  ])("is none when it is %j", (value) => {
    expect(placeOf(sent(value), {})).toEqual({});
  });

  it.each([
    { POSTERN_SANDBOX: "1" },
    { POSTERN_READ_PROFILE: "look" },
    { POSTERN_READ_ROLE_ARN: "arn:aws:iam::111122223333:role/look" },
    { POSTERN_APPLIES_AS: "role apply" },
    {
      POSTERN_OIDC_ISSUER: "https://issuer.example",
      POSTERN_OIDC_CLIENT_ID: "postern",
      POSTERN_OIDC_APPLY: "email:ops@example.com",
      POSTERN_PUBLIC_URL: "http://127.0.0.1:3000",
    },
  ])("has no profile where something else decides about credentials: %j", async (env) => {
    const headers = new Headers({
      cookie: `${cookieName("place", settings(env))}=${encodeURIComponent('{"region":"eu-west-1","profile":"ops"}')}`,
    });
    expect(placeOf(headers, env)).toEqual({ region: "eu-west-1" });
    expect(profilesAreFixed(env)).toMatch(/\.$/);
    expect((await profileChoices({ ...files(), ...env })).names).toEqual([]);
  });
});

it("offers the profiles of the files, and not their other sections", async () => {
  expect(await profileChoices(files())).toEqual({ fixed: null, names: ["default", "look", "ops"] });
});

it("a profile brings its own Region, and none of the one before", async () => {
  expect(await placeWith({ region: "us-east-1" }, { profile: "ops" }, files())).toEqual({
    profile: "ops",
    region: "eu-west-1",
  });
  expect(await placeWith({ region: "us-east-1", profile: "ops" }, { profile: "look" }, files())).toEqual({
    profile: "look",
  });
  expect(await placeWith({ region: "us-east-1", profile: "ops" }, { profile: null }, files())).toEqual({});
  expect(await placeWith({ profile: "ops" }, { region: "us-west-2" }, files())).toEqual({
    profile: "ops",
    region: "us-west-2",
  });
});
