/** A database cluster on disk: its files and its password. */
import { randomBytes } from "node:crypto";
import {
  chownSync,
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { letThrough, makeFolder, type Owner } from "../setup/folder.mjs";
import { Problem, run } from "../setup/run.mjs";
import { binaries } from "./binaries";
import { give } from "./owner";

export const USER = "postern";

export type Cluster = {
  /** The folder of all of it, as it was asked for. */
  home: string;
  /** PostgreSQL's own folder. */
  data: string;
  password: string;
  /** Where `postgres` and `pg_ctl` are. */
  bin: string;
};

/** The cluster of a home folder; null when there is none yet. Throws `Problem` when a part of it is missing. */
export function existingCluster(home: string, owner: Owner): Cluster | null {
  const stored = storedCluster(home);
  return stored && { ...stored, bin: binaries(realpathSync(home), owner) };
}

/** The same without its programs, which are copied when they are first needed: this changes nothing. */
export function storedCluster(home: string): Omit<Cluster, "bin"> | null {
  const [data, file] = [join(home, "data"), join(home, "password")];
  const [hasData, password] = [existsSync(join(data, "PG_VERSION")), contentOf(file)];
  if (!hasData && password === null) {
    if (isEmpty(home)) return null;
    throw new Problem(`${home} is not Postern's database. Move it elsewhere.`);
  }
  const missing = hasData ? file : data;
  if (!hasData || !password) {
    throw new Problem(
      `${missing} is missing, without which the database in ${home} cannot be used. Put it back from a backup, or move ${home} elsewhere: the next start then uses an empty database, and what runs have created can be recovered from the account (docs/operations.md).`,
    );
  }
  return { home, data: realpathSync(data), password };
}

/** null: there is no such file, or it is none. */
function contentOf(file: string): string | null {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR") return null;
    throw error;
  }
}

const isEmpty = (folder: string): boolean =>
  !existsSync(folder) || (statSync(folder).isDirectory() && readdirSync(folder).length === 0);

/**
 * Makes a cluster with a random password. It is created in a temporary folder and moved into place: a start that is killed leaves no
 * half of one.
 */
export async function createCluster(home: string, owner: Owner, log: string): Promise<void> {
  const aside = `${home}.new`;
  rmSync(aside, { recursive: true, force: true });
  makeFolder(join(aside, "data"));
  letThrough(aside, owner);
  const password = randomBytes(24).toString("base64url");
  // initdb reads the password from a file, as the user it runs as.
  const handover = join(aside, "data.password");
  writeFileSync(handover, password, { mode: 0o600 });
  give(join(aside, "data"), owner);
  if (owner.uid !== undefined) chownSync(handover, owner.uid, owner.gid);
  const options = ["-U", USER, `--pwfile=${handover}`, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"];
  await run(join(binaries(aside, owner), "initdb"), ["-D", join(aside, "data"), ...options], {
    cwd: aside,
    log,
    env: serverEnvironment(),
    ...owner,
  });
  rmSync(handover);
  writeFileSync(join(aside, "password"), password, { mode: 0o600 });
  renameSync(aside, home);
}

/** Nothing of the caller's settings reaches the server (PGDATA, LC_ALL), nor the mark of a start, which it outlives. */
export function serverEnvironment(): Record<string, string | undefined> {
  const { PATH, SystemRoot, TEMP } = process.env;
  return { PATH, SystemRoot, TEMP, LC_ALL: "C", TZ: "UTC" };
}
