import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decodeJwt, SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { migrate } from "#lib/run/engine/migrate";
import { settings } from "#lib/server/settings";
import { type TestDatabase, testDatabase } from "../../../bin/testing/database";
import { newSession } from "./session";
import { sessionKey } from "./session-key";
import { newLink, redeem } from "./session-link";

let folder: string;
let database: TestDatabase;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "postern-link-"));
  database = await testDatabase();
  await migrate(database.url);
  vi.stubEnv("POSTERN_DATA_DIR", folder);
  vi.stubEnv("DATABASE_URL", database.url);
});
afterAll(async () => {
  await (await import("#lib/database/pool")).database().end();
  await database?.drop();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

async function token(): Promise<string> {
  const link = new URL(await newLink("http://127.0.0.1:3000", settings().session));
  expect(link.href).toMatch(/^http:\/\/127\.0\.0\.1:3000\/open\?token=/);
  return link.searchParams.get("token") ?? "";
}

it("a link signs its creator in once, with all permissions", async () => {
  const once = await token();
  expect(await redeem(once)).toEqual({
    ok: true,
    actor: expect.stringMatching(/^[\w+=,.@-]{2,64}$/),
    permissions: ["read", "plan", "apply"],
  });
  expect(await redeem(once)).toEqual({ ok: false, why: "used" });
});

it("of many who use it at the same time one is signed in, in whichever web process", async () => {
  const contested = await token();
  vi.resetModules();
  const other = await import("./session-link");
  const results = await Promise.all(Array.from({ length: 12 }, (_, i) => (i % 2 ? redeem : other.redeem)(contested)));
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  expect(results.filter((result) => !result.ok && result.why === "used")).toHaveLength(11);
  await (await import("#lib/database/pool")).database().end();
});

it("it carries 144 random bits and ends after ten minutes", async () => {
  const [one, two] = [decodeJwt(await token()), decodeJwt(await token())];
  expect(Buffer.from(one.jti ?? "", "base64url")).toHaveLength(18);
  expect(one.jti).not.toBe(two.jti);
  vi.useFakeTimers({ now: Date.now() + 601_000, toFake: ["Date"] });
  const late = await token();
  vi.useRealTimers();
  const aged = await token();
  vi.useFakeTimers({ now: Date.now() + 601_000, toFake: ["Date"] });
  expect(await redeem(aged)).toEqual({ ok: false, why: "expired" });
  expect(await redeem(late)).toMatchObject({ ok: true });
  vi.useRealTimers();
});

it("no other token signs anybody in", async () => {
  const good = await token();
  const otherKey = await new SignJWT({ jti: "1" })
    .setProtectedHeader({ alg: "HS256" })
    .setAudience("postern/link")
    .setSubject("eve")
    .setExpirationTime("1h")
    .sign(Buffer.alloc(32, 7));
  const [, session = ""] = /=([^;]+)/.exec(await newSession("operator@laptop", ["read"])) ?? [];
  for (const other of ["", "x", good.slice(0, -4), `${good}x`, otherKey, session]) {
    expect(await redeem(other)).toEqual({ ok: false, why: "invalid" });
  }
});

describe("the key", () => {
  it("is created once, by the first process, and only its owner can read it", async () => {
    const keyFile = join(folder, "deep", "session.key");
    const keys = await Promise.all(
      Array.from({ length: 8 }, async () => {
        vi.resetModules();
        return (await import("./session-key")).sessionKey({ keyFile, ownKey: true });
      }),
    );
    expect(new Set(keys.map((key) => Buffer.from(key).toString("hex"))).size).toBe(1);
    expect(keys[0]).toHaveLength(32);
    expect(statSync(keyFile).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, "deep"))).toEqual(["session.key"]);
  });

  it("of a team has to be there, and to be one", () => {
    const keyFile = join(folder, "team.key");
    expect(() => sessionKey({ keyFile, ownKey: false })).toThrow("openssl rand -base64 32");
    writeFileSync(keyFile, "short\n", { mode: 0o600 });
    expect(() => sessionKey({ keyFile, ownKey: false })).toThrow("holds no key");
    expect(readFileSync(keyFile, "utf8")).toBe("short\n");
    writeFileSync(keyFile, `${Buffer.alloc(32, 9).toString("base64")}\n`);
    expect(sessionKey({ keyFile, ownKey: false })).toEqual(Buffer.alloc(32, 9));
  });

  const writeKey = (mode: number): string => {
    const keyFile = join(folder, `mode-${mode.toString(8)}.key`);
    writeFileSync(keyFile, Buffer.alloc(32, 9).toString("base64"));
    chmodSync(keyFile, mode);
    return keyFile;
  };

  it.each([0o601, 0o602, 0o604, 0o610, 0o620, 0o644, 0o660, 0o666, 0o755, 0o777, 0o404])(
    "is refused when it is open to others, with what mends it: mode %i",
    (mode) => {
      const keyFile = writeKey(mode);
      for (const ownKey of [true, false]) {
        expect(() => sessionKey({ keyFile, ownKey })).toThrow(`chmod 600 ${keyFile}`);
      }
      chmodSync(keyFile, 0o600);
      expect(sessionKey({ keyFile, ownKey: true })).toHaveLength(32);
    },
  );

  it("of a team may be open to the group that root gives it to, and Postern's own may not", () => {
    const keyFile = writeKey(0o640);
    expect(() => sessionKey({ keyFile, ownKey: true })).toThrow("chmod 600");
    const shared = () => sessionKey({ keyFile, ownKey: false });
    if (statSync(keyFile).uid === 0) expect(shared()).toHaveLength(32);
    else expect(shared).toThrow("chmod 600");
  });

  it("is reported when a folder is in its place", () => {
    const keyFile = join(folder, "folder.key");
    mkdirSync(keyFile);
    expect(() => sessionKey({ keyFile, ownKey: true })).toThrow(`${keyFile} is a folder`);
  });
});
