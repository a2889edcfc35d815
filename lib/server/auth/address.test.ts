import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { settings } from "#lib/server/settings";
import { localName, ownOrigin } from "./address";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "postern-address-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (env: Record<string, string> = {}) => settings({ POSTERN_DATA_DIR: folder, ...env });

it("is a name below .localhost that cannot be guessed", () => {
  expect(ownOrigin(at())).toMatch(/^http:\/\/postern-[0-9a-f]{20}\.localhost:3000$/);
  const names = Array.from({ length: 20 }, () => {
    const dir = mkdtempSync(join(folder, "other-"));
    return localName(settings({ POSTERN_DATA_DIR: dir }).session);
  });
  expect(new Set([localName(at().session), ...names]).size).toBe(21);
});

it("is the same after a restart, and in every web process that shares the key", async () => {
  const before = ownOrigin(at());
  vi.resetModules();
  const restarted = await import("./address");
  expect(restarted.ownOrigin(at())).toBe(before);
  const shared = { POSTERN_SESSION_KEY_FILE: join(folder, "session.key") };
  const other = settings({ ...shared, POSTERN_DATA_DIR: join(folder, "other") });
  expect(restarted.ownOrigin(other)).toBe(before);
  expect(readdirSync(folder)).toEqual(["session.key"]);
});

it("leaves the port of http out, as browsers do", () => {
  expect(ownOrigin(at({ POSTERN_PORT: "80" }))).toMatch(/\.localhost$/);
});

it("is the public address where there is one, and no other", () => {
  expect(ownOrigin(at({ POSTERN_PUBLIC_URL: "https://postern.example.com" }))).toBe("https://postern.example.com");
  expect(ownOrigin(at({ POSTERN_PUBLIC_URL: "http://localhost:8080" }))).toBe("http://localhost:8080");
});
