/** A worker and a database that are killed again and again, beneath pages that stay up. */
import { chmodSync, mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startChild, type TestProcess } from "#lib/process/testing/child-process";
import { expect, test } from "./fixtures";

const PORT = "4730";
const NO_AWS = /^(?:AWS_|DATABASE_URL$)/;

/** `link`: the sign-in link, at its own host name. */
type Start = TestProcess & { dataDir: string; link: string };

/** `npm start -- --sandbox` on a data folder that does not exist yet, with umask 0. */
async function startOpenly(): Promise<Start> {
  const above = mkdtempSync(join(tmpdir(), "postern-away-"));
  // Root's database server runs as another user, who has to get there.
  chmodSync(above, 0o711);
  const dataDir = join(above, "data");
  const own = Object.entries(process.env).filter(([name]) => !NO_AWS.test(name));
  const command = `umask 0; exec "${process.execPath}" bin/bootstrap.mjs start --sandbox --port ${PORT}`;
  const start = startChild("/bin/sh", ["-c", command], {
    ...Object.fromEntries(own),
    CI: "1",
    POSTERN_DATA_DIR: dataDir,
  } as unknown as NodeJS.ProcessEnv);
  const [, link = ""] = await start.written(/^Postern is ready: (http\S+)$/m);
  return { ...start, dataDir, link };
}

function pidOf({ dataDir }: Start, name: RegExp): number {
  const { processes } = JSON.parse(readFileSync(join(dataDir, "start.json"), "utf8")) as {
    processes: { name: string; pid: number }[];
  };
  return processes.find((one) => name.test(one.name))?.pid ?? 0;
}

function postmaster({ dataDir }: Start): number {
  try {
    return Number.parseInt(readFileSync(join(dataDir, "postgres", "data", "postmaster.pid"), "utf8"), 10);
  } catch {
    return 0;
  }
}

/** Kills each successor of a process until a condition holds; pages must be served all the while. */
async function killUntil({ link }: Start, isSo: () => Promise<boolean> | boolean, pid: () => number): Promise<number> {
  let [last, kills] = [0, 0];
  for (const end = Date.now() + 90_000; !(await isSo()); await sleep(100)) {
    if (Date.now() > end) throw new Error(`Not so after ${kills} kills.`);
    const { status } = await fetch(new URL("/signed-out", link));
    expect(status).toBe(200);
    const now = pid();
    if (!now || now === last) continue;
    last = now;
    try {
      process.kill(now, "SIGKILL");
      kills += 1;
    } catch {
      // It has ended by itself.
    }
  }
  return kills;
}

function openFiles(dataDir: string): string[] {
  return readdirSync(dataDir, { recursive: true, withFileTypes: true })
    .filter((one) => !one.isSymbolicLink())
    .map((one) => join(one.parentPath, one.name))
    .concat(dataDir)
    .filter((path) => (statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o077);
}

test("pages stay up, and report it, while worker and database are killed again and again; nothing is left open to others", async ({
  browser,
}) => {
  test.setTimeout(360_000);
  const start = await startOpenly();
  const { dataDir, output } = start;
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  try {
    const passed = process.getuid?.() === 0 ? [join(dataDir, "postgres"), dataDir] : [];
    expect(openFiles(dataDir)).toEqual(passed);
    for (const path of passed) expect(statSync(path).mode & 0o777).toBe(0o710);

    const web = pidOf(start, /web/);
    const page = await context.newPage();
    await page.goto(start.link);
    await expect(page.getByRole("link", { name: "Runs" })).toBeVisible();
    const away = page.getByText("The worker is away: runs wait until it is back");
    await expect(away).toBeHidden();

    const isPaused = () => /The worker ends again and again \(SIGKILL\), and pauses for 15 seconds/.test(output());
    expect(await killUntil(start, isPaused, () => pidOf(start, /worker/))).toBe(5);
    await expect(away).toBeVisible();
    await expect(away).toBeHidden({ timeout: 60_000 });

    const lost = page.getByText("Postern's database does not respond");
    expect(
      await killUntil(
        start,
        () => lost.isVisible(),
        () => postmaster(start),
      ),
    ).toBeGreaterThan(0);
    await expect(lost).toBeHidden({ timeout: 60_000 });
    await expect(away).toBeHidden({ timeout: 60_000 });
    await page.goto(new URL("/runs", start.link).href);
    await expect(page.getByRole("heading", { name: "Runs" })).toBeVisible();

    expect(output()).toContain("The worker has lost the database, and is started again.");
    expect(output()).not.toContain("and pauses for 30 seconds");
    expect(pidOf(start, /web/)).toBe(web);
    expect(start.isRunning()).toBe(true);
  } finally {
    await context.close();
    await start.stop("SIGINT");
  }
});
