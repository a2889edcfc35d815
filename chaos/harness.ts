/** What the scenarios need: a database, workers that are killed, accounts with faults, and counts of what happened. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Snapshot } from "#lib/core/network/snapshot";
import type { Run, RunKind, RunRequest } from "#lib/core/run/run";
import type { Target } from "#lib/core/run/target";
import { type RunClient, runClient } from "#lib/run/client";
import { migrate } from "#lib/run/engine/migrate";
import type { FakeOptions } from "#lib/run/testing/fake-account";
import { nowhere } from "#lib/run/testing/scenario";
import { testDatabase } from "../bin/testing/database";
import { type ChaosAccount, type Faults, serveAccounts } from "./accounts";
import type { Boundary } from "./boundary";
import type { Random } from "./random";
import { startWorkers } from "./workers";

/** One account, the runs on it, and how far they have come. */
type Session = {
  /** The boundaries that were crossed, in order: "apply call CreateVpcEndpoint 2". */
  crossed: string[];
  /** The worker that comes to this boundary is killed there, once. */
  killAt: string | null;
  /** Carries out a request and waits for its end. Throws when it does not end. */
  carryOut(request: RunRequest): Promise<Run>;
};

export type Tally = {
  kills: number;
  /** Runs that a killed worker was carrying out. */
  hits: number;
  /** From the start of the killed worker's replacement until it is ready, and until a run that was hit continues. */
  slowestStartMs: number;
  slowestResumeMs: number;
};

export type Harness = {
  open(snapshot: Snapshot, options: FakeOptions, faults: Faults, random: Random): Session & { account: ChaosAccount };
  /** The same for an account outside of the harness. */
  session(target: Target): Session;
  /** Runs a worker with an open run for a random time up to this, and kills it, if that is still wanted. */
  killOne(random: Random, mostWorkMs: number, wanted?: () => boolean): Promise<void>;
  /** Nothing new may begin. */
  timeIsUp(): boolean;
  tally: Tally;
  close(): Promise<void>;
};

/** A run that takes longer than this hangs. */
const LONGEST_RUN_MS = 180_000;

type InnerSession = Session & {
  url: string | null;
  runs: Map<string, RunKind>;
  kind: RunKind;
  active: boolean;
  pid: number;
  orphanedAt: number | null;
};

/** With this many workers; `until`: when time is up, in milliseconds since 1970. */
export async function openHarness(workerCount: number, until: number): Promise<Harness> {
  const database = await testDatabase();
  await migrate(database.url);
  const client = runClient(database.url);
  const sessions: InnerSession[] = [];
  const tally: Tally = { kills: 0, hits: 0, slowestStartMs: 0, slowestResumeMs: 0 };

  async function sessionOf({ account, runId }: Boundary): Promise<InnerSession | undefined> {
    // A worker may begin a run before `startRun` returns.
    for (let waited = 0; ; waited += 10) {
      // Of the sessions of one account the last one is active.
      const session = sessions.findLast((one) => (account ? one.url === account : one.runs.has(runId ?? "")));
      if (session || account || waited > 500) return session;
      await sleep(10);
    }
  }

  async function atBoundary(boundary: Boundary, pid: number): Promise<boolean> {
    const session = await sessionOf(boundary);
    if (!session) return false;
    session.pid = pid;
    if (session.orphanedAt !== null && workers.pids().includes(pid)) {
      tally.slowestResumeMs = Math.max(tally.slowestResumeMs, Date.now() - session.orphanedAt);
      session.orphanedAt = null;
    }
    const name = `${session.kind} ${boundary.point} ${boundary.name}`;
    const key = `${name} ${session.crossed.filter((one) => one.startsWith(`${name} `)).length + 1}`;
    session.crossed.push(key);
    if (session.killAt !== key) return false;
    session.killAt = null;
    return workers.kill(pid);
  }

  function killed(pid: number): void {
    tally.kills += 1;
    for (const session of sessions) {
      // Where the worker that should take over is dead as well, the next restart counts.
      const again = session.orphanedAt !== null && workers.ready().length === 0;
      const hit = session.active && session.pid === pid;
      if (hit) tally.hits += 1;
      if (session.active && (hit || again)) session.orphanedAt = Date.now();
    }
  }

  const server = await serveAccounts(atBoundary);
  const workers = await startWorkers(workerCount, database.url, {
    atBoundary,
    killed,
    serves: (startMs) => {
      tally.slowestStartMs = Math.max(tally.slowestStartMs, startMs);
    },
  });

  const sessionTo = (target: Target): Session => {
    const session: InnerSession = {
      url: target.endpointUrl,
      crossed: [],
      killAt: null,
      runs: new Map(),
      kind: "apply",
      active: false,
      pid: 0,
      orphanedAt: null,
      async carryOut(request) {
        session.kind = request.kind;
        session.active = true;
        const started = await client.startRun({ ...request, target });
        if ("busy" in started) throw new Error(`${started.busy} is going on`);
        session.runs.set(started.runId, request.kind);
        try {
          return await endOf(client, started.runId);
        } finally {
          session.active = false;
          session.orphanedAt = null;
        }
      },
    };
    sessions.push(session);
    return session;
  };

  return {
    tally,
    timeIsUp: () => Date.now() > until,
    session: sessionTo,
    open(snapshot, options, faults, random) {
      const account = server.open(snapshot, options, faults, random);
      return Object.assign(sessionTo({ ...nowhere, sandbox: false, endpointUrl: account.url }), { account });
    },
    async killOne(random, mostWorkMs, wanted = () => true) {
      const busy = () =>
        workers.ready().filter((pid) => sessions.some((session) => session.active && session.pid === pid));
      let pids = busy();
      for (const begun = Date.now(); pids.length === 0; pids = busy()) {
        if (!wanted() || Date.now() - begun > LONGEST_RUN_MS) return;
        await sleep(20);
      }
      await sleep(random() * mostWorkMs);
      const pid = pids[Math.floor(random() * pids.length)];
      if (pid !== undefined && wanted()) await workers.kill(pid);
    },
    async close() {
      await workers.end();
      await server.close();
      await client.close();
      await database.drop();
    },
  };
}

async function endOf(client: RunClient, runId: string): Promise<Run> {
  for (const begun = Date.now(); Date.now() - begun < LONGEST_RUN_MS; await sleep(60)) {
    const run = await client.readRun(runId);
    if (run && run.status !== "queued" && run.status !== "running") return run;
  }
  const run = await client.readRun(runId);
  const open = run?.steps
    .filter(({ state }) => state !== "done")
    .map((step) => `${step.change} ${step.state} ${step.note}`);
  throw new Error(`${runId} hangs: ${run?.status}; ${open?.join("; ")}`);
}
