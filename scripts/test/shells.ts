/** Shells that the generated scripts are tried in. */
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { root } from "../../bin/setup/paths.mjs";
import { run } from "../../bin/setup/run.mjs";
import type { TestContext } from "./context";

const SHELLS = ["bash", "dash", "zsh"];
const INSTALL_MINUTES = 3;

const missing = (): string[] =>
  SHELLS.filter((name) => !(process.env.PATH ?? "").split(delimiter).some((folder) => existsSync(join(folder, name))));

/** Installs by apt what this machine lacks of bash, dash and zsh, where that can be done. Tests that miss one say so. */
export async function installShells(context: TestContext): Promise<void> {
  if (missing().length === 0 || process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return;
  const task = context.progress.task("shells");
  for (const args of [["update"], ["install", "--yes", "--no-install-recommends", ...missing()]]) {
    const signal = AbortSignal.any([context.signal, AbortSignal.timeout(INSTALL_MINUTES * 60_000)]);
    const log = join(context.logs, "shells.log");
    await run("apt-get", args, { cwd: root, log, env: context.env, signal, onLine: task.note }).catch(() => {});
    context.signal.throwIfAborted();
  }
  task.done();
}
