import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import type { WriteGateway } from "#lib/aws/gateway";
import { AwsError } from "#lib/aws/gateway";
import type { VpcId } from "#lib/core/network/snapshot";
import type { RunRequest } from "#lib/core/run/run";
import type { Target } from "#lib/core/run/target";
import type { Gate } from "#lib/run/engine/gate";
import { type Journal, journalOf } from "./journal";
import { LOGINS } from "./login";
import { patience, type Wait } from "./retry-policy";
import type { RunSettings } from "./settings";

/** What the worker gives to every run. */
export type RunDeps = {
  /** `actor`: in whose name its calls are made. */
  gatewayFor: (target: Target, actor: string) => WriteGateway;
  pool: Pool;
  settings: RunSettings;
  gate: Gate;
};

/** Hears what is waited for; null: no longer. "stop": it is not to be waited for, as somebody asked the run to stop. */
export type Waiting = (told: Wait["told"] | null) => Promise<"on" | "stop">;

/** What the steps of one run share. */
export type RunContext = {
  runId: string;
  vpcId: VpcId;
  gateway: WriteGateway;
  journal: Journal;
  settings: RunSettings;
  /** Where reads tell what they wait for; without it they do not wait for a login. */
  waiting?: Waiting;
  /** Runs tasks of the same key one after another. */
  exclusively<T>(key: string, task: () => Promise<T>): Promise<T>;
};

export function runContext(
  { gatewayFor, pool, settings, gate }: RunDeps,
  request: RunRequest,
  runId: string,
): RunContext {
  return {
    runId,
    vpcId: request.plan.vpcId,
    gateway: gate.guard(gatewayFor(request.target, request.actor)),
    journal: gate.guard(journalOf(pool, runId)),
    settings,
    exclusively: taskQueues(),
  };
}

function taskQueues(): RunContext["exclusively"] {
  const last = new Map<string, Promise<unknown>>();
  return (key, task) => {
    const result = (last.get(key) ?? Promise.resolve()).then(task, task);
    last.set(
      key,
      result.catch(() => {}),
    );
    return result;
  };
}

/** The context of a step that only reads: what it waits for is written into its stream, once. To be used inside the step. */
export function telling(step: string, context: RunContext): RunContext {
  const { journal } = context;
  let last: string | null = null;
  const waiting: Waiting = async (told) => {
    const note = told?.note ?? null;
    if (note !== last)
      await journal.write(step, { state: "settling", attempt: 0, at: new Date().toISOString(), ...told });
    last = note;
    return (await journal.stopRequested()) ? "stop" : "on";
  };
  return { ...context, waiting };
}

/**
 * Reads from AWS, patiently: errors that pass by themselves are waited for, an expired login only where somebody is told so.
 * Throws the error when that lasts too long, or the run is to stop.
 */
export async function reading<T>(
  { settings, waiting }: Pick<RunContext, "settings" | "waiting">,
  read: () => Promise<T>,
): Promise<T> {
  const patient = patience(settings, waiting ? LOGINS : []);
  for (let waited = false; ; waited = true) {
    try {
      const result = await read();
      if (waited) await waiting?.(null);
      return result;
    } catch (error) {
      const wait = error instanceof AwsError ? patient(error) : null;
      if (!wait || (await waiting?.(wait.told)) === "stop") throw error;
      await sleep(wait.pauseMs);
    }
  }
}
