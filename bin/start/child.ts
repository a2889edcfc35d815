/** A process that is kept running: started, watched, started again when it ends, stopped. */
import { mkdirSync, openSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { redactor } from "#lib/aws/redact";
import { visibleLines } from "#lib/render/inert";
import { root } from "../setup/paths.mjs";
import { signal as send } from "../setup/processes.mjs";
import { type Problem, problemWithLog, startProcess } from "../setup/run.mjs";
import { writeLines } from "./write-lines";

const LEASH = new URL("leash.mjs", import.meta.url).href;
const START_SECONDS = 120;
const STOP_SECONDS = 10;
/** What an ended process has written is in its log by then, unless it has left its output to another. */
const OUTPUT_MS = 1_000;
/** So many ends within a minute are no accident. */
const ENDS_A_MINUTE = 5;

export type ChildSpec = {
  /** As people read it: "the worker". */
  name: string;
  /** Node's arguments. */
  args: string[];
  env: Record<string, string | undefined>;
  log: string;
  /** Whether it can be used, from what it has written since it started. */
  ready: (output: string) => boolean | Promise<boolean>;
};

export type Child = {
  name: string;
  pid(): number | undefined;
  /** Resolves when it can be used; rejects when it cannot be started. */
  ready: Promise<void>;
  /** Asks it to end, and kills its process group when it has not within 10 seconds. */
  stop(): Promise<void>;
};

export type Watch = {
  /** Something that people should know. */
  tell(text: string): void;
  /** Another process has taken its place. */
  restarted(): void;
  /** It cannot be kept running. */
  gaveUp(problem: Problem): void;
};

export function keepRunning(spec: ChildSpec, watch: Watch): Child {
  let stopping = false;
  let current = launch(spec, watch);

  const wait = async (): Promise<void> => {
    let ends: number[] = [];
    for (;;) {
      const how = await current.ended;
      if (stopping) return;
      ends = [...ends.filter((at) => at > Date.now() - 60_000), Date.now()];
      if (ends.length === ENDS_A_MINUTE)
        return watch.gaveUp(
          problemWithLog(`${spec.name} ended ${ENDS_A_MINUTE} times within a minute (${how}).`, spec.log),
        );
      watch.tell(`${spec.name} ended (${how}) and is started again. Its log: ${spec.log}`);
      await sleep(250 * 2 ** (ends.length - 1));
      if (stopping) return;
      current = launch(spec, watch);
      watch.restarted();
    }
  };

  return {
    name: spec.name,
    pid: () => current.pid(),
    ready: firstStart(spec, current).then(() => void wait()),
    stop: async () => {
      stopping = true;
      const pid = current.pid();
      if (pid === undefined) return;
      send(pid, "SIGTERM");
      const patience = setTimeout(send, STOP_SECONDS * 1000, -pid, "SIGKILL");
      await current.ended;
      clearTimeout(patience);
    },
  };
}

type Launched = {
  /** Undefined once it has ended: its number may then be another process's. */
  pid(): number | undefined;
  ended: Promise<string>;
  output(): string;
};

/** A line for the person who started Postern, as well as for the log. */
const NOTICE = /^notice: (.+)$/gm;

function launch({ args, env, log }: ChildSpec, { tell }: Watch): Launched {
  mkdirSync(dirname(log), { recursive: true });
  const file = openSync(log, "a", 0o600);
  const before = statSync(log).size;
  const child = startProcess(process.execPath, ["--import", LEASH, ...args], {
    cwd: root,
    env: { ...env, POSTERN_SUPERVISOR: String(process.pid) },
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin?.on("error", () => {});
  const hidden = redactor({ ...process.env, ...env });
  const written = writeLines([child.stdout, child.stderr], file, (text) => {
    const visible = visibleLines(hidden(text));
    for (const [, notice = ""] of visible.matchAll(NOTICE)) tell(notice);
    return visible;
  });
  let { pid } = child;
  const ended = new Promise<string>((done) => {
    child.once("error", (error) => done(error.message));
    child.once("exit", async (code, by) => {
      // What it had started ends with it.
      if (pid !== undefined && process.platform !== "win32") send(-pid, "SIGKILL");
      pid = undefined;
      await Promise.race([written, sleep(OUTPUT_MS)]);
      done(by ?? `code ${code}`);
    });
  });
  return { pid: () => pid, ended, output: () => readFileSync(log).subarray(before).toString() };
}

async function firstStart(spec: ChildSpec, { ended, output }: Launched): Promise<void> {
  let how: string | null = null;
  void ended.then((text) => {
    how = text;
  });
  for (const end = Date.now() + START_SECONDS * 1000; how === null; await sleep(25)) {
    if (await spec.ready(output())) return;
    if (Date.now() > end) throw problemWithLog(`${spec.name} was not ready within ${START_SECONDS} seconds.`, spec.log);
  }
  throw problemWithLog(`${spec.name} ended while starting (${how}).`, spec.log);
}
