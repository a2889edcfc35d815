import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { log } from "#lib/server/log";
import { beginSignIn, endSignIn } from "./sign-in";
import { CLIENT, type Issuer, startIssuer } from "./testing/issuer";

let folder: string;
let issuer: Issuer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "postern-sign-in-"));
  issuer = await startIssuer();
});
afterAll(async () => {
  await issuer.close();
  rmSync(folder, { recursive: true });
});

beforeEach(() => {
  const secret = join(folder, "secret");
  writeFileSync(secret, `${CLIENT.secret}\n`);
  for (const [name, value] of Object.entries({
    POSTERN_DATA_DIR: folder,
    POSTERN_PUBLIC_URL: "https://postern.example.com",
    POSTERN_OIDC_ISSUER: issuer.url,
    POSTERN_OIDC_CLIENT_ID: CLIENT.id,
    POSTERN_OIDC_CLIENT_SECRET_FILE: secret,
    POSTERN_OIDC_READ: "email:ro@example.com",
    POSTERN_OIDC_APPLY: "group:ops, sub:0042",
  })) {
    vi.stubEnv(name, value);
  }
  issuer.person = {
    idToken: { sub: "1" },
    userInfo: { email: "operator@example.com", email_verified: true, groups: ["ops"] },
  };
  issuer.forge = {};
  vi.spyOn(log, "info").mockReturnValue();
  vi.spyOn(log, "warn").mockReturnValue();
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

async function begin(to = "/runs"): Promise<{ at: URL; cookie: string; setCookie: string }> {
  const begun = await beginSignIn(to);
  if (!begun.ok) throw new Error(begun.why);
  return { at: begun.url, cookie: begun.cookie.split(";")[0] ?? "", setCookie: begun.cookie };
}
/** Goes to the issuer, which sends the person back here. */
const issued = async (at: URL) =>
  new URL((await fetch(at, { redirect: "manual" })).headers.get("location") ?? "", "http://127.0.0.1");
const end = (cookie: string, back: URL) => endSignIn(new Headers({ cookie }), back.search);

/** Goes to the issuer and comes back. */
async function signIn() {
  const { at, cookie } = await begin();
  return end(cookie, await issued(at));
}

const FAILED = { ok: false, why: "sign-in-failed" };

it("the actor is the address that the issuer has verified, with the permissions of the lists", async () => {
  expect(await signIn()).toEqual({
    ok: true,
    actor: "operator@example.com",
    permissions: ["read", "plan", "apply"],
    to: "/runs",
  });
});

it("a browser is redirected with PKCE, state and nonce, and with a cookie that comes back with it", async () => {
  const { at, setCookie } = await begin();
  expect(at.origin).toBe(issuer.url);
  expect(Object.fromEntries(at.searchParams)).toMatchObject({
    response_type: "code",
    redirect_uri: "https://postern.example.com/auth/callback",
    scope: "openid email profile",
    code_challenge_method: "S256",
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    state: expect.stringMatching(/^[\w-]{43}$/),
    nonce: expect.stringMatching(/^[\w-]{43}$/),
  });
  expect(setCookie).toMatch(
    /^__Host-postern-sign-in-443=[\w.-]+; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax; Secure$/,
  );
});

describe("what a person may do", () => {
  it("is nothing, when no list names them", async () => {
    issuer.person = { idToken: { sub: "1", email: "eve@example.com", email_verified: true }, userInfo: {} };
    expect(await signIn()).toEqual({ ok: false, why: "not-allowed" });
  });

  const RO = { email: "ro@example.com" };
  const VERIFIED = { email_verified: true };

  it.each([
    ["that is not verified", RO, {}],
    ["that is verified in a word", { ...RO, email_verified: "true" }, { ...RO, email_verified: 1 }],
    ["of the ID token that userinfo verifies", RO, VERIFIED],
    ["of the ID token that userinfo verifies, another one", RO, { email: "eve@example.com", ...VERIFIED }],
    ["of the ID token, not verified there, that userinfo verifies", { ...RO, email_verified: false }, VERIFIED],
    ["of userinfo that the ID token verifies", VERIFIED, RO],
    ["of userinfo that the ID token verifies, another one", { email: "eve@example.com", ...VERIFIED }, RO],
    ["that is a list", { email: ["ro@example.com"], ...VERIFIED }, {}],
  ])("is nothing by an address %s", async (_, idToken, userInfo) => {
    issuer.person = { idToken: { sub: "7", ...idToken }, userInfo };
    expect(await signIn()).toEqual({ ok: false, why: "not-allowed" });
  });

  it("uses the address that its own document verifies", async () => {
    issuer.person = { idToken: { sub: "7", email: "eve@example.com" }, userInfo: { ...RO, ...VERIFIED } };
    expect(await signIn()).toMatchObject({ ok: true, actor: "ro@example.com", permissions: ["read"] });
    issuer.person = { idToken: { sub: "7", ...RO, ...VERIFIED }, userInfo: { email: "eve@example.com", ...VERIFIED } };
    expect(await signIn()).toMatchObject({ ok: true, actor: "ro@example.com", permissions: ["read"] });
  });

  it("is to look, when only that list names them", async () => {
    issuer.person = { idToken: { sub: "1", email: "Ro@example.com", email_verified: true }, userInfo: {} };
    expect(await signIn()).toMatchObject({ ok: true, permissions: ["read"] });
  });

  it("may hang on the issuer's own id, which then names them", async () => {
    issuer.person = { idToken: { sub: "0042" }, userInfo: {} };
    expect(await signIn()).toMatchObject({ ok: true, actor: "sub=0042", permissions: ["read", "plan", "apply"] });
  });
});

describe("nobody is signed in", () => {
  it("without the cookie of the browser that set out", async () => {
    const { at } = await begin();
    expect(await endSignIn(new Headers(), (await issued(at)).search)).toEqual(FAILED);
  });

  it("by what another browser set out for", async () => {
    const [mine, theirs] = [await begin(), await begin()];
    expect(await end(mine.cookie, await issued(theirs.at))).toEqual(FAILED);
  });

  it("by a code that was used", async () => {
    const { at, cookie } = await begin();
    const back = await issued(at);
    expect(await end(cookie, back)).toMatchObject({ ok: true });
    expect(await end(cookie, back)).toEqual(FAILED);
  });

  it.each([
    ["with another nonce", { claims: { nonce: "other" } }],
    ["for another client", { claims: { aud: "other" } }],
    ["of another issuer", { claims: { iss: "https://evil.example" } }],
    ["that has expired", { claims: { exp: 1 } }],
    ["that will be issued in two minutes", { issuedIn: 120 }],
    ["that will be issued next year", { issuedIn: 365 * 24 * 3600 }],
    ["without a time of issue", { claims: { iat: undefined } }],
    ["whose time of issue is a word", { claims: { iat: "now" } }],
    ["signed by a key that the issuer has not published", { unpublishedKey: true }],
  ])("by an id token %s", async (_, forge) => {
    issuer.forge = forge;
    expect(await signIn()).toEqual(FAILED);
  });

  it("while an issuer whose clock is half a minute ahead is believed", async () => {
    issuer.forge = { issuedIn: 30 };
    expect(await signIn()).toMatchObject({ ok: true });
  });

  it("when the issuer returns an error", async () => {
    const { at, cookie } = await begin();
    const back = await issued(at);
    back.searchParams.delete("code");
    back.searchParams.set("error", "access_denied");
    expect(await end(cookie, back)).toEqual(FAILED);
  });

  it("ten minutes after setting out", async () => {
    const { at, cookie } = await begin();
    vi.useFakeTimers({ now: Date.now() + 601_000, toFake: ["Date"] });
    try {
      expect(await end(cookie, await issued(at))).toEqual(FAILED);
    } finally {
      vi.useRealTimers();
    }
  });

  it("where no issuer is set, or it is away", async () => {
    vi.stubEnv("POSTERN_OIDC_ISSUER", "http://127.0.0.1:9");
    expect(await beginSignIn("/")).toEqual(FAILED);
    vi.stubEnv("POSTERN_OIDC_ISSUER", "");
    vi.stubEnv("POSTERN_OIDC_CLIENT_ID", "");
    expect(await beginSignIn("/")).toEqual({ ok: false, why: "none" });
  });
});
