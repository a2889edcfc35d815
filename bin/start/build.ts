/** The pages, built by Next.js unless the existing build is of the same source. */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { withoutSecrets } from "../credentials.mjs";
import { withLock } from "../setup/lock.mjs";
import { installed, root } from "../setup/paths.mjs";
import type { Progress } from "../setup/progress.mjs";
import { run } from "../setup/run.mjs";

const SOURCES = ["app", "components", "lib", "public", "package.json", "package-lock.json", "tsconfig.json"];
const SOURCES_AT_TOP = /^(next|postcss)\.config\.\w+$|^(proxy|instrumentation)\.ts$/;

const TYPES = join(root, "next-env.d.ts");

/** The build that `npm start` serves. */
export const DIST_DIR = ".next";

export type BuildOptions = {
  /** Folder of the checkout that receives the build. */
  distDir: string;
  logs: string;
  env: Record<string, string | undefined>;
  progress: Progress;
  signal: AbortSignal;
};

/** Builds, unless the build in `distDir` is of this very source. */
export async function ensureBuild({ distDir, logs, env, progress, signal }: BuildOptions): Promise<void> {
  const stamp = join(root, distDir, "postern-source");
  const source = sourceHash();
  const fresh = () => existsSync(stamp) && readFileSync(stamp, "utf8") === source;
  if (fresh()) return;
  const task = progress.task("pages");
  try {
    await withLock(
      join(installed, `build${distDir.replace(/\W/g, "-")}.lock`),
      async () => {
        if (fresh()) return;
        rmSync(stamp, { force: true });
        const types = existsSync(TYPES) ? readFileSync(TYPES) : null;
        await run(process.execPath, [join(root, "node_modules/next/dist/bin/next"), "build"], {
          cwd: root,
          log: join(logs, "build.log"),
          env: { ...withoutSecrets(env), NODE_ENV: "production", NEXT_DIST_DIR: distDir, NEXT_TELEMETRY_DISABLED: "1" },
          signal,
          onLine: (line) => line.trim() && task.note(line.trim()),
        });
        // A page or action outside the request guard is not served.
        await run(process.execPath, ["--import", "tsx", join(root, "scripts/entry-points/main.ts"), distDir], {
          cwd: root,
          log: join(logs, "build.log"),
          env,
          signal,
        });
        // Next.js points this file at the build; the editor's belongs to the usual one.
        if (types && distDir !== DIST_DIR) writeFileSync(TYPES, types);
        writeFileSync(stamp, source);
      },
      () => task.note("another start is building them"),
    );
    task.done();
  } catch (error) {
    task.fail();
    throw error;
  }
}

/** A fingerprint of all inputs of the build; tests are not among them. */
function sourceHash(): string {
  const hash = createHash("sha256");
  const top = readdirSync(root).filter((name) => SOURCES_AT_TOP.test(name));
  for (const path of [...SOURCES, ...top].flatMap(filesUnder).sort()) {
    hash
      .update(path)
      .update("\0")
      .update(readFileSync(join(root, path)))
      .update("\0");
  }
  return hash.digest("hex");
}

function filesUnder(path: string): string[] {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return /\.test\.tsx?$/.test(basename(path)) ? [] : [path];
  return readdirSync(full).flatMap((name) => filesUnder(join(path, name)));
}
