import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SignJWT, UnsecuredJWT } from "jose";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { NOT_SIGNED_IN, SESSION_UNCHECKED } from "#lib/core/format/failure";
import { settings } from "#lib/server/settings";
import { localName } from "./address";
import type { Standing } from "./ended-sessions";
import { cookieName, newSession, renewalOf, sessionOf, sessionOrNull } from "./session";
import { sessionKey } from "./session-key";

const HOUR = 3_600_000;
let folder: string;
let standing: Standing = "valid";

vi.mock("./ended-sessions", () => ({ standingOf: async () => standing }));

beforeEach(() => {
  standing = "valid";
  folder = mkdtempSync(join(tmpdir(), "postern-session-"));
  vi.stubEnv("POSTERN_DATA_DIR", folder);
  vi.useFakeTimers({ now: 1_800_000_000_000, toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const sent = (...cookies: string[]) => new Headers({ cookie: cookies.join("; ") });
/** A cookie as the browser sends it back. */
const pair = (setCookie: string) => setCookie.split(";")[0] ?? "";
const begun = async () => pair(await newSession("operator@laptop", ["read", "plan"]));

it("a session holds the person, their permissions and its expiry", async () => {
  const session = await sessionOrNull(sent("theme=dark", await begun()));
  expect(session).toMatchObject({
    actor: "operator@laptop",
    permissions: ["read", "plan"],
    issuedAt: 1_800_000_000,
    expiresAt: 1_800_000_000 + 12 * 3600,
  });
  expect(await sessionOrNull(sent("theme=dark"))).toBeNull();
  expect(await sessionOrNull(new Headers())).toBeNull();
});

it("scripts cannot read its cookie, other sites cannot send it, and its name carries the port", async () => {
  vi.stubEnv("POSTERN_PORT", "3100");
  expect(await newSession("operator@laptop", ["read"])).toMatch(
    /^postern-session-3100=[\w.-]+; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/,
  );
});

it("served by TLS, the cookie goes over TLS only and to this host only", async () => {
  vi.stubEnv("POSTERN_PUBLIC_URL", "https://postern.example.com");
  const cookie = await newSession("operator@laptop", ["read"]);
  expect(cookie).toMatch(/^__Host-postern-session-443=.*; Secure$/);
  expect(await sessionOrNull(sent(pair(cookie)))).toMatchObject({ actor: "operator@laptop" });
});

it("its key is kept in a file that only its owner can read, and outlives the process", async () => {
  const cookie = await begun();
  const file = join(folder, "session.key");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  vi.resetModules();
  const restarted = await import("./session");
  expect(await restarted.sessionOrNull(sent(cookie))).toMatchObject({ actor: "operator@laptop" });
});

describe("a session is none", () => {
  it("once it was idle for twelve hours", async () => {
    const cookie = await begun();
    vi.advanceTimersByTime(12 * HOUR - 1000);
    expect(await sessionOrNull(sent(cookie))).not.toBeNull();
    vi.advanceTimersByTime(1000);
    expect(await sessionOrNull(sent(cookie))).toBeNull();
  });

  it("seven days after it started, however much it was used", async () => {
    let cookie = await begun();
    for (let hour = 0; hour < 7 * 24; hour += 2) {
      const session = await sessionOrNull(sent(cookie));
      const renewed = session && (await renewalOf(session));
      if (renewed) cookie = pair(renewed);
      expect(session, `after ${hour} hours`).not.toBeNull();
      vi.advanceTimersByTime(2 * HOUR);
    }
    expect(await sessionOrNull(sent(cookie))).toBeNull();
  });

  it("when its cookie was changed, or signed with another key", async () => {
    const [name = "", token = ""] = (await begun()).split("=");
    const [head = "", , signature = ""] = token.split(".");
    const more = Buffer.from(
      JSON.stringify({
        ...JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()),
        may: ["apply"],
      }),
    ).toString("base64url");
    expect(await sessionOrNull(sent(`${name}=${head}.${more}.${signature}`))).toBeNull();
    const claims = () => ({ may: ["apply"], auth_time: 1_800_000_000 });
    const otherKey = await new SignJWT(claims())
      .setProtectedHeader({ alg: "HS256" })
      .setIssuer(localName(settings().session))
      .setAudience("postern/session")
      .setSubject("eve")
      .setJti("1")
      .setExpirationTime("1h")
      .sign(Buffer.alloc(32, 7));
    expect(await sessionOrNull(sent(`${name}=${otherKey}`))).toBeNull();
    const unsigned = new UnsecuredJWT(claims())
      .setIssuer(localName(settings().session))
      .setAudience("postern/session")
      .setSubject("eve")
      .setJti("1")
      .setExpirationTime("1h")
      .encode();
    expect(await sessionOrNull(sent(`${name}=${unsigned}`))).toBeNull();
  });

  it("when the person has signed out", async () => {
    const cookie = await begun();
    standing = "ended";
    expect(await sessionOf(sent(cookie))).toEqual({ ok: false, error: NOT_SIGNED_IN });
  });

  it("while the database does not say whether the person has", async () => {
    const cookie = await begun();
    standing = "unknown";
    expect(await sessionOf(sent(cookie))).toEqual({ ok: false, error: SESSION_UNCHECKED });
    expect(await sessionOf(sent("theme=dark"))).toEqual({ ok: false, error: NOT_SIGNED_IN });
    expect(await sessionOrNull(sent(cookie))).toBeNull();
  });

  it("at another host than that where it started", async () => {
    const [, token = ""] = (await begun()).split("=");
    vi.stubEnv("POSTERN_PUBLIC_URL", "http://localhost:3000");
    expect(await sessionOrNull(sent(`${cookieName("session")}=${token}`))).toBeNull();
  });

  it("when what was signed was meant for something else", async () => {
    const link = await new SignJWT({ may: ["apply"], auth_time: 1_800_000_000 })
      .setProtectedHeader({ alg: "HS256" })
      .setIssuer(localName(settings().session))
      .setAudience("postern/link")
      .setSubject("eve")
      .setJti("1")
      .setExpirationTime("1h")
      .sign(sessionKey(settings().session));
    expect(await sessionOrNull(sent(`${cookieName("session")}=${link}`))).toBeNull();
  });
});

it("a cookie of the same name from another source does not hide ours", async () => {
  expect(await sessionOrNull(sent(`${cookieName("session")}=planted`, await begun()))).toMatchObject({
    actor: "operator@laptop",
  });
});

it("its idle expiry is extended after a tenth of it, and not with each request", async () => {
  const session = await sessionOrNull(sent(await begun()));
  if (!session) throw new Error("no session");
  vi.advanceTimersByTime(HOUR);
  expect(await renewalOf(session)).toBeNull();
  vi.advanceTimersByTime(HOUR);
  const renewed = await renewalOf(session);
  expect(await sessionOrNull(sent(pair(renewed ?? "")))).toEqual({
    ...session,
    expiresAt: session.expiresAt + 2 * 3600,
  });
});
