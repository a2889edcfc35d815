/** `npm test` once packages are installed: checks, unit tests and browser tests, and one line of totals. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { settings } from "#lib/server/settings";
import { steadyPort } from "../../bin/ports";
import { ensureDatabase } from "../../bin/postgres";
import { acquire } from "../../bin/setup/lock.mjs";
import { venv } from "../../bin/setup/paths.mjs";
import { MARK } from "../../bin/setup/processes.mjs";
import { Problem } from "../../bin/setup/run.mjs";
import { ensureBuild } from "../../bin/start/build";
import { type Environment, withoutAws } from "../../bin/start/environment";
import { running, startFile } from "../../bin/start/link";
import { startStack } from "../../bin/start/stack";
import { ensureBrowser } from "./browser";
import { type Canaries, newCanaries, settingsOf } from "./canaries";
import type { Outcome, TestContext } from "./context";
import { type NetworkWatch, networkWatch } from "./network";
import { installShells } from "./shells";
import { openStage, type Stage } from "./stage";
import { CHECKS, chaos, check, e2e, unit } from "./tools";

const PARTS = [...CHECKS, "unit", "e2e", "long"] as const;

/** Takes up to hours, and runs only where it is named: many random accounts and networks, and hundreds of killed workers. */
const LONG = "long";

/** The defaults of that part, which the caller's environment overrides; `chaos/settings.ts` has the rest. */
const RANDOM_RUNS = { POSTERN_TEST_LONG: "1", POSTERN_RANDOM_ACCOUNTS: "2000", POSTERN_RANDOM_NETWORKS: "10000" };

/** The setting that draws the same random cases again. */
const SEED = "POSTERN_TEST_SEED";

/** Parts of the paths of the tests that these settings concern. */
const RANDOM_TESTS = [".property.test", "random-accounts", "intervals.test", "reuse.test"];

export type TestOptions = TestContext & {
  /** Names of the parts to run; null for all. */
  only: string[] | null;
  /** Test files for unit and e2e; all when empty. */
  files: string[];
};

/** Runs the tests, says how many passed and failed, and returns the exit code. */
export async function test({ only, files, ...outer }: TestOptions): Promise<number> {
  const unknown = only?.filter((name) => !PARTS.some((part) => part === name)) ?? [];
  if (unknown.length > 0) throw new Problem(`There is no part ${unknown.join(", ")}; there are ${PARTS.join(", ")}.`);
  const wanted = (part: string) => (only === null ? part !== LONG : only.includes(part));

  const stage = await openStage(outer.mark);
  try {
    const context = { ...outer, env: testEnvironment(stage, outer.env) };
    const results: Outcome[] = [];
    // The build takes long and needs nothing of the checks.
    const browserTests = wanted("e2e") ? prepareBrowserTests(stage, context) : null;
    for (const name of CHECKS) if (wanted(name)) results.push(await check(name, context));
    await browserTests?.ready.catch(() => {});
    if (wanted("unit")) results.push(await counted(context, () => unitTests(stage, files, context)));
    if (wanted(LONG)) {
      const long = { ...context, env: { ...context.env, ...RANDOM_RUNS, ...longSettings(outer.env) } };
      results.push(await counted(long, () => unitTests(stage, RANDOM_TESTS, long)));
      results.push(await counted(long, () => withDatabase(stage, long, (inside) => chaos(stage.dir, inside))));
    }
    if (browserTests) {
      results.push(await counted(context, () => runBrowserTests(stage, files, context, browserTests)));
      results.push(browserTests.network.outcome(context.progress.line));
    }

    const passed = results.reduce((sum, result) => sum + result.passed, 0);
    const failed = results.reduce((sum, result) => sum + result.failed, 0);
    context.progress.line(`\n${passed} passed, ${failed} failed`);
    return failed > 0 || passed === 0 ? 1 : 0;
  } finally {
    await stage.remove();
  }
}

/** Nothing of this machine's settings for AWS or of a running Postern; temporary files go with the stage. */
function testEnvironment(stage: Stage, env: Environment): Environment {
  const ours = Object.entries(withoutAws(env)).filter(
    ([name]) => name === MARK || name === SEED || !/^(POSTERN_|DATABASE_URL$)/.test(name),
  );
  const { dir, temporary } = stage;
  const folders = { POSTERN_DATA_DIR: dir, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
  return { ...Object.fromEntries(ours), ...folders, POSTERN_PYTHON_VENV: venv };
}

/** A part whose setup fails counts as failed, with a message. */
async function counted(context: TestContext, part: () => Promise<Outcome>): Promise<Outcome> {
  try {
    return await part();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    context.progress.line(`\n${error.message}`);
    return { passed: 0, failed: 1 };
  }
}

async function unitTests(stage: Stage, files: string[], context: TestContext): Promise<Outcome> {
  await context.venv;
  await installShells(context);
  return withDatabase(stage, context, (inside) => unit(stage.dir, files, inside));
}

async function withDatabase(
  stage: Stage,
  context: TestContext,
  part: (context: TestContext) => Promise<Outcome>,
): Promise<Outcome> {
  const database = await ensureDatabase(stage.dir);
  try {
    return await part({ ...context, env: { ...context.env, POSTERN_TEST_DATABASE_URL: database.url } });
  } finally {
    await database.stop();
  }
}

/** What the caller's environment says about the long part, which the tests' own environment does not have. */
function longSettings(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([name]) => /^POSTERN_(CHAOS|RANDOM)_/.test(name)));
}

type BrowserTests = {
  built: Promise<void>;
  browser: Promise<string>;
  ready: Promise<unknown>;
  network: NetworkWatch;
  canaries: Canaries;
};

function prepareBrowserTests(stage: Stage, context: TestContext): BrowserTests {
  const network = networkWatch(stage.dir, context.env.NODE_OPTIONS);
  const canaries = newCanaries();
  const env = { ...context.env, ...settingsOf(canaries), ...network.env };
  const built = ensureBuild({ ...context, env, distDir: stage.distDir, logs: join(stage.dir, "logs") });
  const browser = ensureBrowser(context);
  return { built, browser, ready: Promise.all([built, browser]), network, canaries };
}

async function runBrowserTests(
  stage: Stage,
  files: string[],
  context: TestContext,
  browserTests: BrowserTests,
): Promise<Outcome> {
  const browser = await browserTests.browser;
  const file = await acquire(startFile(stage.dir));
  if ("holder" in file) throw new Problem(`${stage.dir} is in use.`);
  const stack = await startStack({
    dataDir: stage.dir,
    distDir: stage.distDir,
    host: "127.0.0.1",
    port: await steadyPort(stage.dir),
    mark: randomUUID(),
    env: {
      ...context.env,
      ...settingsOf(browserTests.canaries),
      ...browserTests.network.env,
      POSTERN_SANDBOX_CONTROL: "1",
      POSTERN_AVAILABLE_DELAY_MS: "500",
      POSTERN_NAME_EXPIRY_MS: "10000",
    },
    built: browserTests.built,
    sandbox: context.venv,
    signal: context.signal,
    report: context.progress.line,
    changed: (processes) => file.held.write({ processes }),
  });
  try {
    const reached = running(stack.url, settings(context.env));
    file.held.write(reached);
    const env = {
      ...context.env,
      ...browserTests.network.env,
      POSTERN_E2E_CANARIES: JSON.stringify(browserTests.canaries),
      NEXT_DIST_DIR: stage.distDir,
      DATABASE_URL: stack.databaseUrl,
      POSTERN_E2E_URL: reached.url,
      POSTERN_E2E_EC2: stack.sandboxUrl ?? "",
      POSTERN_E2E_BROWSER: browser,
    };
    return await e2e(stage.dir, files, { ...context, env });
  } finally {
    await stack.stop();
  }
}
