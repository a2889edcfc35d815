/** `npm start` from the moment that packages are there: builds, starts the stack, says where it is, and waits. */
import { join } from "node:path";
import type { Held } from "../setup/lock.mjs";
import type { Progress } from "../setup/progress.mjs";
import { DIST_DIR, ensureBuild } from "./build";
import { openInBrowser } from "./open";
import { startStack } from "./stack";

export type StartOptions = {
  dataDir: string;
  port: number;
  mark: string;
  env: NodeJS.ProcessEnv;
  sandbox: Promise<void> | null;
  /** Where later starts read about this one. */
  held: Held;
  progress: Progress;
  signal: AbortSignal;
};

/** Serves until the signal comes, and rejects with its reason, or until the stack cannot be kept running. */
export async function start({ held, progress, signal, ...options }: StartOptions): Promise<never> {
  const logs = join(options.dataDir, "logs");
  const built = ensureBuild({ env: options.env, distDir: DIST_DIR, logs, progress, signal });
  built.catch(() => {});
  const task = progress.task("servers");
  const stack = await startStack({
    ...options,
    distDir: DIST_DIR,
    built,
    signal,
    tell: progress.line,
    changed: (processes) => held.write({ processes }),
  });
  try {
    task.done();
    held.write({ url: stack.url });
    progress.line(`\nPostern is ready: ${stack.url}\nCtrl-C ends it.`);
    openInBrowser(stack.url);
    throw await Promise.race([stack.failed, reasonOf(signal)]);
  } finally {
    await stack.stop();
  }
}

function reasonOf(signal: AbortSignal): Promise<unknown> {
  return new Promise((done) => {
    if (signal.aborted) done(signal.reason);
    signal.addEventListener("abort", () => done(signal.reason), { once: true });
  });
}
