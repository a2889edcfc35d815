/** Dry runs as a workflow of their own: the web process asks for them, the worker, which has the rights, makes them. */
import { setTimeout as sleep } from "node:timers/promises";
import { DBOS, type DBOSClient } from "@dbos-inc/dbos-sdk";
import type { Change } from "#lib/core/format/plan-format";
import type { PermissionAnswer } from "#lib/core/iam/permissions";
import type { Target } from "#lib/core/run/target";
import { RUN_VERSION } from "#lib/run/queue";
import type { RunDeps } from "#lib/run/step/context";
import { checkPermissions } from "./dry-run";

export const PERMISSION_QUEUE = "permissions";
export const PERMISSION_WORKFLOW = "check-permissions";

export type PermissionQuestion = { target: Target; actor: string; changes: Change[] };

/** The workflow that asks. It changes nothing, so it need not wait for runs on the same VPC. */
export function permissionWorkflow({ gatewayFor, gate }: RunDeps) {
  return ({ target, actor, changes }: PermissionQuestion): Promise<PermissionAnswer[]> =>
    DBOS.runStep(() => checkPermissions(changes, target, () => gate.guard(gatewayFor(target, actor))), { name: "ask" });
}

/**
 * Has a worker ask, and waits for the answers; null when none came in time. A question that no worker has taken by then is
 * withdrawn, so that none is asked for somebody who has left.
 */
export async function askPermissions(
  dbos: DBOSClient,
  question: PermissionQuestion,
  waitMs: number,
): Promise<PermissionAnswer[] | null> {
  const { workflowID } = await dbos.enqueue(
    {
      queueName: PERMISSION_QUEUE,
      workflowName: PERMISSION_WORKFLOW,
      appVersion: RUN_VERSION,
      authenticatedUser: question.actor,
    },
    question,
  );
  const until = Date.now() + waitMs;
  for (;;) {
    const asked = await dbos.getWorkflow(workflowID);
    const ended = asked?.status === "SUCCESS" || asked?.status === "ERROR";
    const late = Date.now() > until;
    if (ended || (late && asked?.status === "ENQUEUED")) await dbos.deleteWorkflow(workflowID);
    if (asked?.status === "SUCCESS") return asked.output as PermissionAnswer[];
    if (ended || late) return null;
    await sleep(100);
  }
}
