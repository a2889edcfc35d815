import type { PermissionResult } from "#lib/core/iam/permissions";
import { runStep } from "#lib/run/engine/workflow";
import type { RunDeps } from "#lib/run/step/context";
import { checkPermissions } from "./dry-run";
import type { PermissionQuestion } from "./question";

/**
 * Dry runs as a workflow of their own: the web process asks for them, and the worker, which has the rights, sends them. It changes
 * nothing, so it need not wait for runs on the same VPC.
 */
export function permissionWorkflow({ gatewayFor, gate }: RunDeps) {
  return ({ target, actor, changes }: PermissionQuestion): Promise<PermissionResult[]> =>
    runStep("ask", () => checkPermissions(changes, target, () => gate.guard(gatewayFor(target, actor))));
}
