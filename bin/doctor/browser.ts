/** A browser that tests can drive. */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "@playwright/test";

const SYSTEM = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/** Playwright's own browser if installed, else the system's. */
export const presentBrowser = (): string | undefined => [chromium.executablePath(), ...systemPrograms()].find(runs);

function systemPrograms(): string[] {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const mac = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";
  return [...SYSTEM.flatMap((name) => folders.map((folder) => join(folder, name))), mac].filter(existsSync);
}

/** A browser that lacks libraries cannot even print its version. */
function runs(program: string): boolean {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore", timeout: 30_000 });
    return true;
  } catch {
    return false;
  }
}
