/** The key that signs cookies and links: 32 random bytes in a file that only its owner can read. */
import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const BYTES = 32;
const known = new Map<string, Uint8Array>();

export type KeyFile = { keyFile: string; ownKey: boolean };

/**
 * The key of a file, which is made when it is Postern's own and not there yet; two processes that make it at once get the same
 * one. Throws a sentence when the file cannot be read or holds no key.
 */
export function sessionKey({ keyFile, ownKey }: KeyFile): Uint8Array {
  const cached = known.get(keyFile);
  if (cached) return cached;
  const key = Buffer.from((readKey(keyFile) ?? (ownKey ? makeKey(keyFile) : "")).trim(), "base64url");
  if (key.length < BYTES) {
    throw new Error(
      `${keyFile} holds no key for sessions: it should hold at least ${BYTES} random bytes as base64. For a new one: openssl rand -base64 ${BYTES}`,
    );
  }
  known.set(keyFile, key);
  return key;
}

function readKey(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** Written aside and linked into place whole: nobody reads half a key, and whoever comes second takes the first one's. */
function makeKey(file: string): string {
  mkdirSync(dirname(file), { recursive: true });
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
