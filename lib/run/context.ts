import { setTimeout as sleep } from "node:timers/promises";
import type { Pool } from "pg";
import type { Target, WriteGateway } from "#lib/aws/gateway";
import { AwsError } from "#lib/aws/gateway";
import type { VpcId } from "#lib/core/network";
import type { Gate } from "./gate";
import { type Journal, journalOf } from "./journal";
import { type Expected, patience } from "./patience";
import type { RunRequest } from "./run";
import type { RunSettings } from "./settings";

/** What the worker gives to every run. */
export type RunDeps = {
  /** `actor`: in whose name its calls are made. */
  gatewayFor: (target: Target, actor: string) => WriteGateway;
  pool: Pool;
  settings: RunSettings;
  gate: Gate;
};

/** What the steps of one run share. */
export type RunContext = {
  runId: string;
  vpcId: VpcId;
  gateway: WriteGateway;
  journal: Journal;
  settings: RunSettings;
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

/** Reads from AWS, patiently: errors that pass by themselves are waited for. `onWait` is told why. */
export async function reading<T>(
  { settings }: Pick<RunContext, "settings">,
  read: () => Promise<T>,
  expected: readonly Expected[] = [],
  onWait: (note: string) => Promise<void> = async () => {},
): Promise<T> {
  const patient = patience(settings, expected);
  for (;;) {
    try {
      return await read();
    } catch (error) {
      const wait = error instanceof AwsError ? patient(error) : null;
      if (!wait) throw error;
      await onWait(wait.note);
      await sleep(wait.pauseMs);
    }
  }
}
