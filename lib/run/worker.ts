import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import { applyWorkflow } from "./apply/apply";
import { startEngine, type Worker } from "./engine/worker";
import { permissionWorkflow } from "./permissions/permission-check";
import { rollbackPlanWorkflow } from "./rollback/preview";
import { rollbackWorkflow } from "./rollback/rollback";
import type { RunDeps } from "./step/context";
import { type RunSettings, runSettings } from "./step/settings";
import { PERMISSION_WORKFLOW, QUESTION_QUEUE, ROLLBACK_PLAN_WORKFLOW, RUN_QUEUE, RUN_VERSION } from "./workflows";

export type WorkerOptions = {
  /** The database must have been migrated. */
  databaseUrl: string;
  gatewayFor: RunDeps["gatewayFor"];
  log: Logger;
  /** By default a new one each time. */
  executorId?: string;
  settings?: RunSettings;
};

/** A run may be recovered as often as it takes. */
const UNLIMITED = 1_000_000;

/** Carries out runs until it is stopped. One to a process. */
export function launchWorker({
  databaseUrl,
  gatewayFor,
  log,
  executorId = `worker-${randomUUID()}`,
  settings = runSettings(),
}: WorkerOptions): Promise<Worker> {
  return startEngine({
    databaseUrl,
    executorId,
    version: RUN_VERSION,
    workflows(tools) {
      const deps: RunDeps = { ...tools, gatewayFor, settings };
      return {
        apply: { run: applyWorkflow(deps), recoveries: UNLIMITED },
        rollback: { run: rollbackWorkflow(deps), recoveries: UNLIMITED },
        [PERMISSION_WORKFLOW]: { run: permissionWorkflow(deps), recoveries: 3 },
        [ROLLBACK_PLAN_WORKFLOW]: { run: rollbackPlanWorkflow(deps), recoveries: 3 },
      };
    },
    queues: { [RUN_QUEUE]: { partitionConcurrency: 1 }, [QUESTION_QUEUE]: { workerConcurrency: 4 } },
    log,
  });
}
