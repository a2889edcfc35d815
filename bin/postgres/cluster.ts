/** A database cluster on disk: its files and its password. */
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { run } from "../setup/run.mjs";
import { binaries } from "./binaries";
import { give, type Owner } from "./owner";

export const USER = "postern";

export type Cluster = {
  /** PostgreSQL's own folder. */
  data: string;
  password: string;
  /** Where `postgres` and `pg_ctl` are. */
  bin: string;
};

/** The cluster of a home folder; null when there is none yet. */
export function existingCluster(home: string): Cluster | null {
  const password = join(home, "password");
  if (!existsSync(password)) return null;
  return {
    data: realpathSync(join(home, "data")),
    password: readFileSync(password, "utf8"),
    bin: binaries(realpathSync(home)),
  };
}

/**
 * Makes a cluster with a random password. It is made aside and moved into place whole: a start that is killed leaves no
 * half of one.
 */
export async function createCluster(home: string, owner: Owner, log: string): Promise<void> {
  const aside = `${home}.new`;
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(join(aside, "data"), { recursive: true });
  chmodSync(aside, 0o711);
  const password = randomBytes(24).toString("base64url");
  // initdb reads the password from a file, as the user it runs as.
  const handover = join(aside, "data.password");
  writeFileSync(handover, password, { mode: 0o600 });
  give(join(aside, "data"), owner);
  if (owner.uid !== undefined) chownSync(handover, owner.uid, owner.gid);
  const options = ["-U", USER, `--pwfile=${handover}`, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"];
  await run(join(binaries(aside), "initdb"), ["-D", join(aside, "data"), ...options], {
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
