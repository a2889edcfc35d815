/** A browser for the e2e tests. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { presentBrowser } from "../../bin/doctor/browser";
import { root } from "../../bin/setup/paths.mjs";
import { Problem, run } from "../../bin/setup/run.mjs";
import type { TestContext } from "./context";

const DOWNLOAD_MINUTES = 5;

/**
 * The program of a browser that runs here: Playwright's own if installed, else the system's, else Playwright's by download,
 * else Debian's by apt.
 */
export async function ensureBrowser(context: TestContext): Promise<string> {
  const found = presentBrowser();
  if (found) return found;
  const task = context.progress.task("browser");
  try {
    for (const [command, ...args] of [
      [process.execPath, join(root, "node_modules/@playwright/test/cli.js"), "install", "chromium"],
      ...(process.getuid?.() === 0 && existsSync("/etc/debian_version")
        ? [
            ["apt-get", "update"],
            ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"],
          ]
        : []),
    ]) {
      if (!command) continue;
      const signal = AbortSignal.any([context.signal, AbortSignal.timeout(DOWNLOAD_MINUTES * 60_000)]);
      const log = join(context.logs, "browser.log");
      await run(command, args, { cwd: root, log, env: context.env, signal, onLine: task.note }).catch(() => {});
      context.signal.throwIfAborted();
      const installed = presentBrowser();
      if (installed) return installed;
    }
  } finally {
    task.done();
  }
  throw new Problem(
    "The browser tests need a browser, and none could be installed: install Chromium or Google Chrome, or run `npx playwright " +
      "install --with-deps chromium`.",
  );
}
