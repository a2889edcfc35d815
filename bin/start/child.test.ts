import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { signal, startOf } from "../setup/processes.mjs";
import { startProcess } from "../setup/run.mjs";
import { type Child, type ChildSpec, keepRunning } from "./child";

const SERVES = "console.log('ready'); setInterval(() => {}, 1000)";

let folder: string;
let child: Child | null;
const watch = { report: vi.fn(), restarted: vi.fn(), gaveUp: vi.fn() };

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "postern-child-"));
  child = null;
  vi.clearAllMocks();
});
afterEach(async () => {
  await child?.stop();
  rmSync(folder, { recursive: true });
});

const spec = (script: string): ChildSpec => ({
  name: "The worker",
  args: ["-e", script],
  env: process.env,
  log: join(folder, "worker.log"),
  ready: (output) => output.includes("ready"),
  flapping: "give-up",
});

function start(script: string): Child {
  child = keepRunning(spec(script), watch);
  return child;
}

test("a process is started, used when ready, and ended on request", async () => {
  const worker = start(SERVES);
  await worker.ready;
  const pid = worker.pid() ?? 0;
  expect(startOf(pid)).toBeTruthy();
  await worker.stop();
  expect(startOf(pid)).toBeNull();
  expect(watch.report).not.toHaveBeenCalled();
});

test("one that does not start is reported with the last lines it wrote", async () => {
  await expect(start("console.error('no database'); process.exit(3)").ready).rejects.toThrow(
    /no database\n\nThe worker ended while starting \(code 3\)/,
  );
});

test("no secret of its settings gets into its log, however the process writes it", async () => {
  child = keepRunning(
    {
      ...spec("console.log('ready', process.env.AWS_SESSION_TOKEN); throw new Error(process.env.DATABASE_URL)"),
      env: { ...process.env, AWS_SESSION_TOKEN: "FwoGZXIvYXdzEXAMPLE", DATABASE_URL: "postgres://u:s3cr3t-word@h/d" },
      ready: () => false,
    },
    watch,
  );
  const complaint: unknown = await child.ready.catch((error: unknown) => error);
  expect(String(complaint)).toContain("Error: postgres://[hidden]@h/d");
  const log = readFileSync(join(folder, "worker.log"), "utf8");
  expect(log).toContain("ready [hidden]");
  expect(log + String(complaint)).not.toMatch(/FwoGZX|s3cr3t/);
});

test("what it has to say to people is passed on as well as written to its log", async () => {
  const worker = start(
    "console.error('notice: It is damaged.\\nnot a notice: quiet'); console.log('ready'); setInterval(() => {}, 1000)",
  );
  await worker.ready;
  await vi.waitFor(() => expect(watch.report.mock.calls).toEqual([["It is damaged."]]));
  expect(readFileSync(join(folder, "worker.log"), "utf8")).toContain("notice: It is damaged.");
});

test("one that dies is started again", async () => {
  const worker = start(SERVES);
  await worker.ready;
  const first = worker.pid() ?? 0;
  signal(first, "SIGKILL");
  await vi.waitFor(() => expect(watch.restarted).toHaveBeenCalled(), { timeout: 5_000 });
  expect(worker.pid()).not.toBe(first);
  expect(watch.report).toHaveBeenCalledWith(expect.stringContaining("The worker ended (SIGKILL)"));
});

const DIES = "console.log('ready'); setTimeout(() => process.exit(1), 100)";

test("one that dies again and again is given up, with a sentence", async () => {
  await start(DIES).ready;
  await vi.waitFor(() => expect(watch.gaveUp).toHaveBeenCalled(), { timeout: 20_000 });
  expect(String(watch.gaveUp.mock.calls[0]?.[0])).toContain("The worker ends again and again (code 1)");
});

test("or pauses, where the others run without it, and can be ended meanwhile", async () => {
  child = keepRunning({ ...spec(DIES), flapping: "rest" }, watch);
  await child.ready;
  const rests = "The worker ends again and again (code 1), and pauses for 15 seconds.";
  await vi.waitFor(() => expect(watch.report).toHaveBeenCalledWith(expect.stringContaining(rests)), {
    timeout: 20_000,
  });
  expect(watch.gaveUp).not.toHaveBeenCalled();
  expect(watch.restarted).toHaveBeenCalledTimes(4);
  await child.stop();
});

test("one that waits for something else is started again and again, and never given up", async () => {
  const waits = { code: 75, reason: "has lost the database" };
  child = keepRunning({ ...spec("console.log('ready'); setTimeout(() => process.exit(75), 10)"), waits }, watch);
  await child.ready;
  await vi.waitFor(() => expect(watch.restarted.mock.calls.length).toBeGreaterThan(5), { timeout: 25_000 });
  expect(watch.gaveUp).not.toHaveBeenCalled();
  expect(new Set(watch.report.mock.calls.flat())).toEqual(
    new Set(["The worker has lost the database, and is started again."]),
  );
});

test("one whose log cannot be opened is reported", async () => {
  mkdirSync(join(folder, "worker.log"));
  await expect(start(SERVES).ready).rejects.toThrow(/ended while starting \(EISDIR.*worker\.log/);
});

test("a process exits when its parent was killed", async () => {
  const supervisor = startProcess(
    process.execPath,
    [
      "--import",
      "tsx",
      "--input-type=module",
      "-e",
      `import { keepRunning } from ${JSON.stringify(new URL("child.ts", import.meta.url).href)};
       const child = keepRunning({ name: "It", args: ["-e", ${JSON.stringify(SERVES)}], env: process.env,
         log: ${JSON.stringify(join(folder, "it.log"))}, ready: (output) => output.includes("ready") }, {});
       await child.ready;
       console.log(child.pid());`,
    ],
    { cwd: process.cwd(), stdio: ["ignore", "pipe", "inherit"] },
  );
  const pid = await new Promise<number>((said) => supervisor.stdout?.once("data", (text) => said(Number(text))));
  expect(readFileSync(join(folder, "it.log"), "utf8")).toContain("ready");
  supervisor.kill("SIGKILL");
  await vi.waitFor(() => expect(startOf(pid)).toBeNull(), { timeout: 5_000 });
});
