/** Worker processes that are killed and started again. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import type { Boundary, FromWorker, ToWorker } from "./boundary";

export type Workers = {
  /** Process ids of all that live, those that are still starting too. */
  pids(): number[];
  /** Process ids of those that are ready. */
  ready(): number[];
  /** SIGKILL, and another one is started in its place at once. false: it has been dead already. */
  kill(pid: number): Promise<boolean>;
  /** Ends all for good. */
  end(): Promise<void>;
};

/** How long runs wait, in milliseconds: everything at once, and retries long enough for two busy cores. */
const FAST = {
  POSTERN_POLL_MS: 15,
  POSTERN_SETTLE_MS: 30_000,
  POSTERN_CONSISTENCY_MS: 1_500,
  POSTERN_BACKOFF_MS: 4,
  POSTERN_RETRY_MS: 30_000,
  POSTERN_DEPENDENCY_MS: 15_000,
  POSTERN_NAME_EXPIRY_MS: 30,
  POSTERN_LOGIN_MS: 5_000,
};

const FILE = new URL("./worker.ts", import.meta.url).pathname;

export type Watch = {
  /** Whether the worker has been killed at this boundary; otherwise it may continue. */
  atBoundary(boundary: Boundary, pid: number): Promise<boolean>;
  killed(pid: number): void;
  /** A worker is ready, so long after its start. */
  serves(startMs: number): void;
};

/** Starts this many. */
export async function startWorkers(
  count: number,
  databaseUrl: string,
  { atBoundary, killed, serves }: Watch,
): Promise<Workers> {
  const alive = new Map<number, ChildProcess>();
  const serving = new Set<number>();
  const starting = new Set<Promise<void>>();
  let ending = false;

  async function start(): Promise<void> {
    const settings = Object.fromEntries(Object.entries(FAST).map(([name, value]) => [name, String(value)]));
    const child = fork(FILE, {
      execArgv: ["--import", "tsx"],
      env: { ...process.env, ...settings, DATABASE_URL: databaseUrl, NODE_NO_WARNINGS: "1" },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    const pid = child.pid ?? 0;
    const begun = Date.now();
    alive.set(pid, child);
    const ready = new Promise<void>((resolve) => {
      child.on("message", (message: FromWorker) => {
        if ("ready" in message) {
          if (alive.has(pid)) serving.add(pid);
          serves(Date.now() - begun);
          return resolve();
        }
        void atBoundary(message.boundary, pid).then((dead) => {
          if (!dead && child.connected) child.send({ number: message.number } satisfies ToWorker, () => {});
        });
      });
    });
    const exit = once(child, "exit").then(([code, signal]) => {
      if (alive.delete(pid) && !ending) throw new Error(`A worker ended by itself: ${code ?? signal}`);
    });
    await Promise.race([ready, exit]);
  }

  function begin(): void {
    const begun = start().catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
    starting.add(begun);
    void begun.finally(() => starting.delete(begun));
  }

  for (let index = 0; index < count; index += 1) begin();
  await Promise.all(starting);
  return {
    pids: () => [...alive.keys()],
    ready: () => [...serving],
    async kill(pid) {
      const child = alive.get(pid);
      if (!child || ending) return false;
      alive.delete(pid);
      serving.delete(pid);
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
      killed(pid);
      begin();
      return true;
    },
    async end() {
      ending = true;
      await Promise.all(starting);
      const children = [...alive.values()];
      await Promise.all(children.map((child) => (child.kill("SIGKILL") ? once(child, "exit") : null)));
    },
  };
}
