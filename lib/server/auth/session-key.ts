/** The key that signs cookies and links: 32 random bytes in a file that only its owner can read. */
import { randomBytes } from "node:crypto";
import { closeSync, fstatSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { quote } from "shlex";
import { SettingsError } from "#lib/server/settings";

const BYTES = 32;
const known = new Map<string, Uint8Array>();

export type KeyFile = { keyFile: string; ownKey: boolean };

/**
 * The key of a file, which is created when it is Postern's own and does not exist; two processes that create it at once get the same
 * one. Throws `SettingsError` when the file cannot be read, holds no key, or is open to others.
 */
export function sessionKey({ keyFile, ownKey }: KeyFile): Uint8Array {
  const cached = known.get(keyFile);
  if (cached) return cached;
  const text = readKey(keyFile, ownKey) ?? (ownKey ? makeKey(keyFile) : "");
  const key = Buffer.from(text.trim(), "base64url");
  if (key.length < BYTES) {
    throw new SettingsError(
      `${keyFile} holds no key for sessions: it should hold at least ${BYTES} random bytes as base64. For a new one: openssl rand -base64 ${BYTES}`,
    );
  }
  known.set(keyFile, key);
  return key;
}

/** null: there is no such file. */
function readKey(keyFile: string, ownKey: boolean): string | null {
  try {
    const file = openSync(keyFile, "r");
    try {
      const found = fstatSync(file);
      if (found.isDirectory())
        throw new SettingsError(`${keyFile} is a folder, where the key of sessions should be. Move it elsewhere.`);
      refuseOpen(keyFile, ownKey, found);
      return readFileSync(file, "utf8");
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return null;
    if (error instanceof SettingsError || code === undefined) throw error;
    throw new SettingsError(
      `${keyFile}, the key of sessions, cannot be read (${code}). Let the user that runs Postern own it: chown "$USER" ${quote(keyFile)}`,
    );
  }
}

/**
 * Anyone who can read the key can create any session. As PostgreSQL has it for its keys, one that root gives to a group, as into a
 * container, may be open to that group.
 */
function refuseOpen(keyFile: string, ownKey: boolean, { mode, uid }: { mode: number; uid: number }): void {
  const given = !ownKey && uid === 0;
  if (process.platform === "win32" || (mode & (given ? 0o037 : 0o077)) === 0) return;
  const shown = (mode & 0o777).toString(8).padStart(4, "0");
  throw new SettingsError(
    `${keyFile} is open to other users than its owner (mode ${shown}), and anyone who can read it can sign in to Postern. Close it: chmod 600 ${quote(keyFile)}\nIf others may have read it, put a new one in its place, which ends all sessions${ownKey ? ": delete it, and the next start makes one" : ""}.`,
  );
}

/** Written to a temporary file and linked into place: nobody reads half a key, and a second process takes the first one's. */
function makeKey(file: string): string {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const aside = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  writeFileSync(aside, randomBytes(BYTES).toString("base64url"), { mode: 0o600, flag: "wx" });
  try {
    linkSync(aside, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(aside);
  }
  return readFileSync(file, "utf8");
}
