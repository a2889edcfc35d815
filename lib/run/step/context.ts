import type { Pool } from "pg";
import type { WriteGateway } from "#lib/aws/gateway";
import type { VpcId } from "#lib/core/network/snapshot";
import type { RunRequest } from "#lib/core/run/run";
import type { Target } from "#lib/core/run/target";
import { whenChanged } from "#lib/core/text/changed";
import type { Gate } from "#lib/run/engine/gate";
import { type Journal, journalOf } from "./journal";
import type { Report } from "./retry-policy";
import type { RunSettings } from "./settings";
import { sharedReads } from "./shared-reads";
import type { Signal } from "./step-definition";

/** What the worker gives to every run. */
export type RunDeps = {
  /** `actor`: the person on whose behalf its calls are made. */
  gatewayFor: (target: Target, actor: string) => WriteGateway;
  pool: Pool;
  settings: RunSettings;
  gate: Gate;
};

/** Is called with what is awaited; null: no longer. */
export type OnWait = (report: Report | null) => Promise<Signal>;

/** What the steps of one run share. */
export type RunContext = {
  runId: string;
  vpcId: VpcId;
  gateway: WriteGateway;
  journal: Journal;
  settings: RunSettings;
  /** Where reads report what they wait for; without it they do not wait for a login. */
  onWait?: OnWait;
  /** Runs tasks of the same key one after another. */
  serialize<T>(key: string, task: () => Promise<T>): Promise<T>;
};

/** However many endpoints a run waits for, their states are read once in this time. */
const POLL_MS = 1_000;

export function runContext(
  { gatewayFor, pool, settings, gate }: RunDeps,
  request: RunRequest,
  runId: string,
): RunContext {
  const gateway = gate.guard(gatewayFor(request.target, request.actor));
  const endpoints = sharedReads(gateway.endpoints, Math.min(POLL_MS, settings.pollMs));
  return {
    runId,
    vpcId: request.plan.vpcId,
    gateway: Object.create(gateway, { endpoints: { value: endpoints } }) as WriteGateway,
    journal: gate.guard(journalOf(pool, runId)),
    settings,
    serialize: taskQueues(),
  };
}

function taskQueues(): RunContext["serialize"] {
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

/** The context of a step that only reads: what it waits for is written to its stream, once. To be used inside the step. */
export function withReports(step: string, context: RunContext): RunContext {
  const { journal } = context;
  const isNew = whenChanged<string | null>(null);
  const onWait: OnWait = async (report) => {
    if (isNew(report?.note ?? null)) {
      await journal.write(step, { state: "settling", attempt: 0, at: new Date().toISOString(), ...report });
    }
    return (await journal.stopRequested()) ? "stop" : "continue";
  };
  return { ...context, onWait };
}
