/** A disk that can be full: a small tmpfs where mounting is allowed, otherwise a folder in which no file of the journal's grows. */
import { execFileSync } from "node:child_process";
import { existsSync, fstatSync, mkdtempSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Write } from "../ec2-rules/line-file";

export type SmallDisk = {
  path: string;
  /** What writes to it in this process. */
  write: Write;
  /** For a process that writes to it. */
  env: Record<string, string>;
  fill: () => void;
  free: () => void;
  remove: () => void;
};

const NO_SPACE = "ENOSPC: no space left on device, write";
const FULL_DISK = fileURLToPath(new URL("./full-disk.mjs", import.meta.url));

export function smallDisk(megabytes: number): SmallDisk {
  const path = mkdtempSync(join(tmpdir(), "postern-disk-"));
  const filler = join(path, "filler");
  const free = () => rmSync(filler, { force: true });
  const remove = () => rmSync(path, { recursive: true, force: true });
  try {
    execFileSync("/bin/mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "postern", path], { stdio: "pipe" });
  } catch {
    const write: Write = (file, bytes, from, length, position) => {
      if (existsSync(filler) && position + length > fstatSync(file).size) throw new Error(NO_SPACE);
      return writeSync(file, bytes, from, length, position);
    };
    const env = { NODE_OPTIONS: `--import=${FULL_DISK}`, POSTERN_TEST_FULL_DISK: filler };
    return { path, write, env, fill: () => writeFileSync(filler, ""), free, remove };
  }
  return {
    path,
    write: writeSync,
    env: {},
    fill: () => expectNoSpace(() => writeFileSync(filler, Buffer.alloc(megabytes * 2 ** 20))),
    free,
    remove() {
      execFileSync("/bin/umount", ["--lazy", path]);
      remove();
    },
  };
}

function expectNoSpace(write: () => void): void {
  try {
    write();
  } catch (error) {
    if ((error as Error).message === NO_SPACE) return;
    throw error;
  }
  throw new Error("The disk is not full");
}
