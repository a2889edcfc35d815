import { setTimeout as sleep } from "node:timers/promises";
import { applyTarget } from "#lib/aws/client/target";
import { writeGateway } from "#lib/aws/ec2-writer";
import type { Run } from "#lib/core/run/run";
import { logger } from "#lib/log/logger";
import { type RunClient, runClient } from "#lib/run/client";
import { launchWorker } from "#lib/run/worker";
import { UsageError } from "../exit";
import { report } from "../output";
import { progress } from "./progress";

export type Runner = {
  client: RunClient;
  /** Shows a run's progress until it has ended. null: a person pressed Ctrl-C before that; the run is kept. */
  follow(id: string): Promise<Run | null>;
};

const LOOK_MS = 250;

/** Gives a task a worker in this process, so that runs go on whether or not Postern is started elsewhere. */
export async function withRunner<T>(databaseUrl: string, task: (runner: Runner) => Promise<T>): Promise<T> {
  const client = runClient(databaseUrl);
  const log = logger({ process: "command line", level: "silent", sync: true });
  const worker = await launchWorker({
    databaseUrl,
    gatewayFor: (target, actor) => writeGateway(applyTarget(target, actor, process.env)),
    log,
  });
  const interrupt = new AbortController();
  const onSignal = () => {
    if (interrupt.signal.aborted) process.exit(1);
    interrupt.abort();
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  try {
    const lost = worker.lost.then((): never => {
      throw new UsageError([
        "The connection to the database was lost. The run is kept: the same command continues it.",
      ]);
    });
    lost.catch(() => {});
    return await task({
      client,
      follow: (id) => Promise.race([untilEnded(client, id, interrupt.signal), lost]),
    });
  } finally {
    await worker.stop();
    await client.close();
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
  }
}

async function untilEnded(client: RunClient, id: string, interrupted: AbortSignal): Promise<Run | null> {
  const shown = progress();
  try {
    for (;;) {
      const run = await client.readRun(id);
      if (!run) throw new Error(`Run ${id} no longer exists.`);
      shown.show(run);
      if (run.endedAt !== null) return run;
      if (interrupted.aborted) break;
      await sleep(LOOK_MS, undefined, { signal: interrupted }).catch(() => {});
    }
  } finally {
    await shown.end();
  }
  report([
    `Stopping: calls under way still finish. Run ${id} is kept, and continues as soon as Postern runs again:`,
    "with the same command, or with npm start.",
  ]);
  return null;
}
