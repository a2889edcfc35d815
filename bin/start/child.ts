/** A process that is kept running: started, watched, started again when it ends, stopped. */
import { openSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { visibleLines } from "#lib/core/text/untrusted";
import { redactor } from "#lib/log/redact";
import { makeFolder } from "../setup/folder.mjs";
import { root } from "../setup/paths.mjs";
import { signal as send } from "../setup/processes.mjs";
import { type Problem, problemWithLog, startProcess } from "../setup/run.mjs";
import { pauses } from "./pauses";
import { writeLines } from "./write-lines";

const LEASH = new URL("leash.mjs", import.meta.url).href;
const START_SECONDS = 120;
const STOP_SECONDS = 10;
/** What an ended process has written is in its log by then, unless it has left its output to another. */
const OUTPUT_MS = 1_000;
/** One that waits for something else is started again after this pause, however often. */
const WAITING_MS = 1_000;

export type ChildSpec = {
  /** As people read it: "the worker". */
  name: string;
  /** Node's arguments. */
  args: string[];
  env: Record<string, string | undefined>;
  log: string;
  /** Whether it can be used, from what it has written since it started. */
  ready: (output: string) => boolean | Promise<boolean>;
  /** The exit code of a healthy process that waits for a dependency, and a description of that dependency. */
  waits?: { code: number; reason: string };
  /** What to do when it ends again and again: start it after longer and longer pauses, or give up. */
  flapping: "rest" | "give-up";
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
  report(text: string): void;
  /** Another process has taken its place. */
  restarted(): void;
  /** It cannot be kept running. */
  gaveUp(problem: Problem): void;
};

export function keepRunning(spec: ChildSpec, watch: Watch): Child {
  const stopping = new AbortController();
  const pauseAfter = pauses();
  let startedAt = Date.now();
  let current = launch(spec, watch);

  /** How long to wait before the next start; null when there is to be none. */
  const pauseAfterEnd = ({ code, how }: End): number | null => {
    const log = `Its log: ${spec.log}`;
    if (spec.waits && code === spec.waits.code) {
      watch.report(`${spec.name} ${spec.waits.reason}, and is started again.`);
      return WAITING_MS;
    }
    const { rest, ms } = pauseAfter(startedAt, Date.now());
    if (!rest) watch.report(`${spec.name} ended (${how}) and is started again. ${log}`);
    else if (spec.flapping === "rest")
      watch.report(`${spec.name} ends again and again (${how}), and pauses for ${ms / 1000} seconds. ${log}`);
    else {
      watch.gaveUp(problemWithLog(`${spec.name} ends again and again (${how}).`, spec.log));
      return null;
    }
    return ms;
  };

  const keepTrying = async (): Promise<void> => {
    for (;;) {
      const end = await current.ended;
      if (stopping.signal.aborted) return;
      const pause = pauseAfterEnd(end);
      if (pause === null) return;
      await sleep(pause, undefined, { signal: stopping.signal }).catch(() => {});
      if (stopping.signal.aborted) return;
      startedAt = Date.now();
      current = launch(spec, watch);
      watch.restarted();
    }
  };

  return {
    name: spec.name,
    pid: () => current.pid(),
    ready: firstStart(spec, current).then(() => void keepTrying()),
    stop: async () => {
      stopping.abort();
      const pid = current.pid();
      if (pid === undefined) return;
      send(pid, "SIGTERM");
      const patience = setTimeout(send, STOP_SECONDS * 1000, -pid, "SIGKILL");
      await current.ended;
      clearTimeout(patience);
    },
  };
}

/** `how`: a description of the exit code or signal. */
type End = { code: number | null; how: string };

type Launched = {
  /** Undefined once it has ended: its number may then be another process's. */
  pid(): number | undefined;
  ended: Promise<End>;
  output(): string;
};

/** A line for the person who started Postern, as well as for the log. */
const NOTICE = /^notice: (.+)$/gm;

/** One that cannot even be launched, for its log cannot be written for instance, has ended. */
function launch(spec: ChildSpec, watch: Watch): Launched {
  try {
    return launched(spec, watch);
  } catch (error) {
    const end = { code: null, how: (error as Error).message };
    return { pid: () => undefined, ended: Promise.resolve(end), output: () => "" };
  }
}

function launched({ args, env, log }: ChildSpec, { report }: Watch): Launched {
  makeFolder(dirname(log));
  const file = openSync(log, "a", 0o600);
  const before = statSync(log).size;
  const child = startProcess(process.execPath, ["--import", LEASH, ...args], {
    cwd: root,
    env: { ...env, POSTERN_SUPERVISOR: String(process.pid) },
    stdio: ["pipe", "pipe", "pipe"],
  });
  child.stdin?.on("error", () => {});
  const hidden = redactor({ ...process.env, ...env });
  const logStream = writeLines([child.stdout, child.stderr], file, (text) => {
    const visible = visibleLines(hidden(text));
    for (const [, notice = ""] of visible.matchAll(NOTICE)) report(notice);
    return visible;
  });
  let { pid } = child;
  const ended = new Promise<End>((done) => {
    child.once("error", ({ message }) => done({ code: null, how: message }));
    child.once("exit", async (code, by) => {
      // What it had started ends with it.
      if (pid !== undefined && process.platform !== "win32") send(-pid, "SIGKILL");
      pid = undefined;
      await Promise.race([logStream, sleep(OUTPUT_MS)]);
      done({ code, how: by ?? `code ${code}` });
    });
  });
  return { pid: () => pid, ended, output: () => readFileSync(log).subarray(before).toString() };
}

async function firstStart(spec: ChildSpec, { ended, output }: Launched): Promise<void> {
  let how: string | null = null;
  void ended.then((end) => {
    how = end.how;
  });
  for (const end = Date.now() + START_SECONDS * 1000; ; await sleep(25)) {
    // Read first: one that was ready and has ended since was ready.
    const ending = how;
    if (await spec.ready(output())) return;
    if (ending !== null) throw problemWithLog(`${spec.name} ended while starting (${ending}).`, spec.log);
    if (Date.now() > end) throw problemWithLog(`${spec.name} was not ready within ${START_SECONDS} seconds.`, spec.log);
  }
}
