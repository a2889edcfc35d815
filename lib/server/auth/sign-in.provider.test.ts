/** Signing in at a provider that others have written: authorization code with PKCE, over loopback. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { log } from "#lib/server/log";
import { beginSignIn, endSignIn } from "./sign-in";
import { CLIENTS, type RealProvider, signInAt, startProvider } from "./testing/provider";

const PUBLIC_URL = "http://127.0.0.1:3000";
const REDIRECT = `${PUBLIC_URL}/auth/callback`;
const FAILED = { ok: false, why: "sign-in-failed" };

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "postern-provider-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

beforeEach(() => {
  vi.spyOn(log, "info").mockReturnValue();
  vi.spyOn(log, "warn").mockReturnValue();
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

function configure(provider: RealProvider, client: { id: string; secret?: string }): void {
  const secret = join(folder, "secret");
  writeFileSync(secret, client.secret ?? "");
  for (const [name, value] of Object.entries({
    POSTERN_DATA_DIR: folder,
    POSTERN_PUBLIC_URL: PUBLIC_URL,
    POSTERN_OIDC_ISSUER: provider.url,
    POSTERN_OIDC_CLIENT_ID: client.id,
    POSTERN_OIDC_CLIENT_SECRET_FILE: client.secret ? secret : "",
    POSTERN_OIDC_READ: "email:kim@example.com",
    POSTERN_OIDC_APPLY: "group:ops",
  })) {
    vi.stubEnv(name, value);
  }
}

async function begin() {
  const begun = await beginSignIn("/runs");
  if (!begun.ok) throw new Error(begun.why);
  return { at: begun.url, cookie: begun.cookie.split(";")[0] ?? "" };
}

async function signIn() {
  const { at, cookie } = await begin();
  return endSignIn(new Headers({ cookie }), (await signInAt(at, REDIRECT)).search);
}

describe.each([
  ["in userinfo", false],
  ["in the ID token", true],
])("at a provider that gives addresses and groups %s", (_, claimsInIdToken) => {
  let provider: RealProvider;
  beforeAll(async () => {
    provider = await startProvider({ redirectUri: REDIRECT, claimsInIdToken });
  });
  afterAll(() => provider.close());
  beforeEach(() => configure(provider, CLIENTS.confidential));

  it("a verified address and groups give what the lists say", async () => {
    provider.person = { sub: "1", email: "Kim@example.com", email_verified: true };
    expect(await signIn()).toEqual({ ok: true, actor: "Kim@example.com", permissions: ["read"], to: "/runs" });
    provider.person = { sub: "2", groups: ["ops"] };
    expect(await signIn()).toMatchObject({ ok: true, actor: "sub=2", permissions: ["read", "plan", "apply"] });
  });

  it("a client without a secret signs in by PKCE alone", async () => {
    configure(provider, CLIENTS.public);
    provider.person = { sub: "1", email: "kim@example.com", email_verified: true };
    expect(await signIn()).toMatchObject({ ok: true, permissions: ["read"] });
  });

  it.each([
    { email: "kim@example.com" },
    { email: "kim@example.com", email_verified: false },
    { email: "\u212aim@example.com", email_verified: true },
    { email_verified: true },
  ])("%j gives nothing", async (claims) => {
    provider.person = { sub: "3", ...claims };
    expect(await signIn()).toEqual({ ok: false, why: "not-allowed" });
  });

  it("a code works once, and only for the browser that holds the verifier", async () => {
    provider.person = { sub: "1", email: "kim@example.com", email_verified: true };
    const [mine, theirs] = [await begin(), await begin()];
    const back = await signInAt(mine.at, REDIRECT);
    const other = await signInAt(theirs.at, REDIRECT);
    const state = back.searchParams.get("state") ?? "";
    other.searchParams.set("state", state);
    expect(await endSignIn(new Headers({ cookie: mine.cookie }), other.search)).toEqual(FAILED);
    expect(await endSignIn(new Headers({ cookie: mine.cookie }), back.search)).toMatchObject({ ok: true });
    expect(await endSignIn(new Headers({ cookie: mine.cookie }), back.search)).toEqual(FAILED);
  });

  it("the provider refuses a start without PKCE", async () => {
    const { at } = await begin();
    at.searchParams.delete("code_challenge");
    const back = await signInAt(at, REDIRECT);
    expect(back.searchParams.get("error")).toBe("invalid_request");
  });
});
