/** A browser for the journeys. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "@playwright/test";
import { root } from "../../bin/setup/paths.mjs";
import { Problem, run } from "../../bin/setup/run.mjs";
import type { TestContext } from "./context";

const SYSTEM = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const DOWNLOAD_MINUTES = 5;

/**
 * The program of a browser that runs here: Playwright's own if it is there, else the system's, else Playwright's by download,
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
    "The journeys need a browser, and none could be installed: install Chromium or Google Chrome, or run `npx playwright " +
      "install --with-deps chromium`.",
  );
}

/** Playwright's own browser if it is there, else the system's. */
export const presentBrowser = (): string | undefined => [chromium.executablePath(), ...systemPrograms()].find(runs);

function systemPrograms(): string[] {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
  return [...SYSTEM.flatMap((name) => folders.map((folder) => join(folder, name))), mac].filter(existsSync);
}

/** A browser that lacks libraries does not get as far as telling its version. */
function runs(program: string): boolean {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore", timeout: 30_000 });
    return true;
  } catch {
    return false;
  }
}
