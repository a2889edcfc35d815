/** Where the files of PostgreSQL's user are. As root it runs as a user that may do nothing else. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chownSync,
  cpSync,
  existsSync,
  lchownSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { letThrough, makeFolder, type Owner } from "../setup/folder.mjs";

/**
 * The folder of the database: `postgres` in the data folder. When the server's user cannot get there, because the checkout
 * is closed to other users, it is a folder of /var/lib, and `postgres` in the data folder is a link to it.
 */
export function databaseHome(dataDir: string, owner: Owner): string {
  const wanted = join(dataDir, "postgres");
  // A dangling link.
  if (!existsSync(wanted)) rmSync(wanted, { force: true });
  const home = existsSync(wanted) ? realpathSync(wanted) : wanted;
  if (canEnter(dirname(home), owner)) return home;
  const parent = `/var/lib/postern-${createHash("sha256").update(dataDir).digest("hex").slice(0, 12)}`;
  const reachable = join(parent, "postgres");
  makeFolder(parent);
  letThrough(parent, owner);
  if (existsSync(home)) move(home, reachable, owner);
  rmSync(wanted, { force: true });
  symlinkSync(reachable, wanted);
  return reachable;
}

/** Root passes every permission check, so the user itself has to try. */
function canEnter(folder: string, owner: Owner): boolean {
  if (owner.uid === undefined) return true;
  try {
    execFileSync("/bin/sh", ["-c", 'cd "$0"', folder], { ...owner, cwd: "/", stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

function move(from: string, to: string, owner: Owner): void {
  try {
    renameSync(from, to);
  } catch {
    // Another file system.
    cpSync(from, to, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    give(join(to, "data"), owner);
    rmSync(from, { recursive: true });
  }
}

/** Hands a folder and all in it to the server's user. */
export function give(folder: string, owner: Owner): void {
  if (owner.uid === undefined) return;
  chownSync(folder, owner.uid, owner.gid);
  for (const entry of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    lchownSync(join(folder, entry), owner.uid, owner.gid);
  }
}
