/** Searches bytes, files and whole folders for secrets, in any encoding. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { constants, inflateRawSync, inflateSync } from "node:zlib";
import { type Encoding, encodingsOf } from "./encodings";

export type Secret = {
  name: string;
  value: string;
  /** The one place where it has to be. */
  allowed?: RegExp;
};

export type Search = {
  /** What is found, each as `where: secret, how it is written`. */
  readonly findings: readonly string[];
  /** How many bytes were searched. */
  readonly bytes: () => number;
  inspect(where: string, content: Buffer | string): void;
  /** All files of a folder, named relative to it. */
  searchFolder(folder: string, name: string, leaveOut?: RegExp): void;
};

const GZIP = Buffer.from([0x1f, 0x8b, 8]);
const MOST_UNPACKED = 2 ** 28;

export function search(secrets: readonly Secret[]): Search {
  const sought = secrets.map((secret) => ({ secret, encodings: encodingsOf(secret.value) }));
  const findings: string[] = [];
  let bytes = 0;

  const inspect = (where: string, content: Buffer | string): void => {
    const buffer = typeof content === "string" ? Buffer.from(content) : content;
    bytes += buffer.length;
    for (const { secret, encodings } of sought) {
      if (secret.allowed?.test(where)) continue;
      const found = encodings.find((encoding: Encoding) => buffer.includes(encoding.bytes));
      if (found) findings.push(`${where}: ${secret.name}, ${found.how}`);
    }
    for (let at = buffer.indexOf(GZIP); at !== -1; at = buffer.indexOf(GZIP, at + 1)) {
      const inside = unpacked(inflateRawSync, buffer.subarray(at), gzipHeader);
      if (inside) inspect(`${where} (gzip at ${at})`, inside);
    }
    // zlib streams have no mark of their own: only whole contents are tried.
    if (buffer[0] === 0x78) {
      const inside = unpacked(inflateSync, buffer);
      if (inside) inspect(`${where} (zlib)`, inside);
    }
  };

  const searchFolder = (folder: string, name: string, leaveOut?: RegExp): void => {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const file = join(entry.parentPath, entry.name);
      const where = join(name, relative(folder, file));
      // Names of files are searched too.
      inspect(`the name ${where}`, entry.name);
      if (!entry.isFile() || leaveOut?.test(where)) continue;
      const content = contentOf(file);
      if (content) inspect(where, content);
    }
  };

  return { findings, bytes: () => bytes, inspect, searchFolder };
}

/** Length of the gzip header (RFC 1952, 2.3). Unlike gunzip, inflating after it ignores trailing bytes. */
function gzipHeader(bytes: Buffer): number {
  const flags = bytes[3] ?? 0;
  let end = 10;
  if (flags & 4) end += 2 + bytes.readUInt16LE(end);
  for (const text of [8, 16]) if (flags & text) end = bytes.indexOf(0, end) + 1;
  return flags & 2 ? end + 2 : end;
}

function unpacked(
  unpack: typeof inflateSync,
  packed: Buffer,
  header: (packed: Buffer) => number = () => 0,
): Buffer | null {
  try {
    const finishFlush = constants.Z_SYNC_FLUSH;
    return unpack(packed.subarray(header(packed)), { finishFlush, maxOutputLength: MOST_UNPACKED });
  } catch {
    return null;
  }
}

/** A server's files may go away while they are read. */
function contentOf(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}
