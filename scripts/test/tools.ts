/** The test and check tools: each prints its own report, and its passes and failures are counted. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { npm } from "../../bin/setup/packages.mjs";
import { root } from "../../bin/setup/paths.mjs";
import { signal as send } from "../../bin/setup/processes.mjs";
import { startProcess } from "../../bin/setup/run.mjs";
import type { Outcome, TestContext } from "./context";

const LEASH = new URL("../../bin/start/leash.mjs", import.meta.url).href;

export const CHECKS = ["types", "lint", "imports", "unused", "guard", "words"] as const;

/** One of the checks of `npm run check`, counted as one test. */
export async function check(name: (typeof CHECKS)[number], context: TestContext): Promise<Outcome> {
  const task = context.progress.task(name);
  const [command, ...args] = npm();
  const lines: string[] = [];
  const code = await execute(command, [...args, "run", "--silent", `check:${name}`], context, (text) =>
    lines.push(text),
  );
  if (code === 0) task.done();
  else task.fail();
  const output = lines.join("").trimEnd();
  if (output) context.progress.line(output);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/** Vitest, with its tests counted. */
export async function unit(dir: string, files: string[], context: TestContext): Promise<Outcome> {
  const report = join(dir, "unit.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const code = await node(["node_modules/vitest/vitest.mjs", "run", ...reporters, ...files], context);
  const result = read<{
    numPassedTests: number;
    numFailedTests: number;
    testResults: { status: string; assertionResults: { status: string }[] }[];
  }>(report);
  // A file that cannot even be loaded has no failed test to show for it.
  const broken = result?.testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && !assertionResults.some((assertion) => assertion.status === "failed"),
  );
  return outcome(code, result?.numPassedTests ?? 0, (result?.numFailedTests ?? 0) + (broken?.length ?? 0));
}

/** The chaos suite, with its scenarios counted. */
export async function chaos(dir: string, context: TestContext): Promise<Outcome> {
  const report = join(dir, "chaos.json");
  const env = { ...context.env, POSTERN_CHAOS_REPORT: report };
  const code = await node(["--import", "tsx", "chaos/main.ts"], { ...context, env });
  const result = read<Outcome>(report);
  return outcome(code, result?.passed ?? 0, result?.failed ?? 0);
}

/** Playwright, with its tests counted. */
export async function e2e(dir: string, files: string[], context: TestContext): Promise<Outcome> {
  const report = join(dir, "e2e.json");
  const env = { ...context.env, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  const code = await node(["node_modules/@playwright/test/cli.js", "test", ...files], { ...context, env });
  const result = read<{
    stats: { expected: number; unexpected: number; flaky: number };
    errors: unknown[];
  }>(report);
  if (!result) return outcome(code, 0, 0);
  const { expected, unexpected, flaky } = result.stats;
  return outcome(code, expected + flaky, unexpected + result.errors.length);
}

/** A tool that says it failed has failed, whatever it counted. */
function outcome(code: number | null, passed: number, failed: number): Outcome {
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}

function read<T>(report: string): T | null {
  return existsSync(report) ? (JSON.parse(readFileSync(report, "utf8")) as T) : null;
}

function node(args: string[], context: TestContext): Promise<number | null> {
  return execute(process.execPath, ["--import", LEASH, ...args], context, (text) => process.stdout.write(text));
}

function execute(
  command: string,
  args: string[],
  { env, signal }: TestContext,
  say: (text: string) => void,
): Promise<number | null> {
  signal.throwIfAborted();
  const child = startProcess(command, args, {
    cwd: root,
    env: { ...env, POSTERN_SUPERVISOR: String(process.pid), ...(process.stdout.isTTY ? { FORCE_COLOR: "1" } : {}) },
    stdio: ["pipe", "pipe", "pipe"],
    shell: command === "npm" && process.platform === "win32",
  });
  const stop = () => child.pid !== undefined && send(-child.pid, "SIGTERM");
  signal.addEventListener("abort", stop, { once: true });
  child.stdin?.on("error", () => {});
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", say);
  return new Promise((done, failed) => {
    child.once("error", failed);
    child.once("close", (code) => {
      signal.removeEventListener("abort", stop);
      if (signal.aborted) failed(signal.reason);
      else done(code);
    });
  });
}
