/** Everything that chaos needs: a database, workers that die, accounts in bad weather, and what is counted on the way. */
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
import type { Draw } from "./random";
import { startWorkers } from "./workers";

/** One account, the runs on it, and how far they have come. */
type Lane = {
  /** The boundaries that were crossed, in order: "apply call CreateVpcEndpoint 2". */
  crossed: string[];
  /** The worker that comes to this boundary is killed there, once. */
  killAt: string | null;
  /** Carries a request out and waits for its end. Throws when it does not end. */
  carryOut(request: RunRequest): Promise<Run>;
};

export type Tally = {
  kills: number;
  /** Runs that a killed worker was carrying out. */
  hits: number;
  /** From the start of the killed worker's successor until it serves, and until a run that was hit goes on. */
  slowestStartMs: number;
  slowestResumeMs: number;
};

export type Harness = {
  open(snapshot: Snapshot, options: FakeOptions, weather: Faults, draw: Draw): Lane & { account: ChaosAccount };
  /** The way of an account that lies elsewhere. */
  lane(target: Target): Lane;
  /** Lets a worker that is carrying a run out go on for a random time up to this, and kills it, if that is wanted still. */
  killOne(draw: Draw, mostWorkMs: number, wanted?: () => boolean): Promise<void>;
  /** Time is up: nothing new is to begin. */
  timeIsUp(): boolean;
  tally: Tally;
  close(): Promise<void>;
};

/** A run that takes longer than this hangs. */
const LONGEST_RUN_MS = 180_000;

type Inside = Lane & {
  url: string | null;
  runs: Map<string, RunKind>;
  kind: RunKind;
  active: boolean;
  pid: number;
  orphanedAt: number | null;
};

/** A lab with so many workers, open until then (milliseconds since 1970). */
export async function openHarness(workerCount: number, until: number): Promise<Harness> {
  const database = await testDatabase();
  await migrate(database.url);
  const client = runClient(database.url);
  const lanes: Inside[] = [];
  const tally: Tally = { kills: 0, hits: 0, slowestStartMs: 0, slowestResumeMs: 0 };

  async function laneOf({ account, runId }: Boundary): Promise<Inside | undefined> {
    // A worker may begin a run before its starter has heard of it.
    for (let waited = 0; ; waited += 10) {
      // Of the lanes of one account the last one is under way.
      const lane = lanes.findLast((one) => (account ? one.url === account : one.runs.has(runId ?? "")));
      if (lane || account || waited > 500) return lane;
      await sleep(10);
    }
  }

  async function atBoundary(boundary: Boundary, pid: number): Promise<boolean> {
    const lane = await laneOf(boundary);
    if (!lane) return false;
    lane.pid = pid;
    if (lane.orphanedAt !== null && workers.pids().includes(pid)) {
      tally.slowestResumeMs = Math.max(tally.slowestResumeMs, Date.now() - lane.orphanedAt);
      lane.orphanedAt = null;
    }
    const name = `${lane.kind} ${boundary.point} ${boundary.name}`;
    const key = `${name} ${lane.crossed.filter((one) => one.startsWith(`${name} `)).length + 1}`;
    lane.crossed.push(key);
    if (lane.killAt !== key) return false;
    lane.killAt = null;
    return workers.kill(pid);
  }

  function killed(pid: number): void {
    tally.kills += 1;
    for (const lane of lanes) {
      // Where the one that was to take over is dead as well, the next restart counts.
      const again = lane.orphanedAt !== null && workers.atWork().length === 0;
      const hit = lane.active && lane.pid === pid;
      if (hit) tally.hits += 1;
      if (lane.active && (hit || again)) lane.orphanedAt = Date.now();
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

  const laneTo = (target: Target): Lane => {
    const lane: Inside = {
      url: target.endpointUrl,
      crossed: [],
      killAt: null,
      runs: new Map(),
      kind: "apply",
      active: false,
      pid: 0,
      orphanedAt: null,
      async carryOut(request) {
        lane.kind = request.kind;
        lane.active = true;
        const started = await client.startRun({ ...request, target });
        if ("busy" in started) throw new Error(`${started.busy} is going on`);
        lane.runs.set(started.runId, request.kind);
        try {
          return await endOf(client, started.runId);
        } finally {
          lane.active = false;
          lane.orphanedAt = null;
        }
      },
    };
    lanes.push(lane);
    return lane;
  };

  return {
    tally,
    timeIsUp: () => Date.now() > until,
    lane: laneTo,
    open(snapshot, options, weather, draw) {
      const account = server.open(snapshot, options, weather, draw);
      return Object.assign(laneTo({ ...nowhere, sandbox: false, endpointUrl: account.url }), { account });
    },
    async killOne(draw, mostWorkMs, wanted = () => true) {
      const busy = () => workers.atWork().filter((pid) => lanes.some((lane) => lane.active && lane.pid === pid));
      let pids = busy();
      for (const begun = Date.now(); pids.length === 0; pids = busy()) {
        if (!wanted() || Date.now() - begun > LONGEST_RUN_MS) return;
        await sleep(20);
      }
      await sleep(draw() * mostWorkMs);
      const pid = pids[Math.floor(draw() * pids.length)];
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
