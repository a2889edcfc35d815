/** What becomes of open workflows whose worker is dead. */
import { DBOS, type WorkflowStatus } from "@dbos-inc/dbos-sdk";
import { recoverWorkflowsOf } from "./internals";
import { ifDead, ifUnused, type Lease } from "./locks";
import { OPEN } from "./rows";

/**
 * Puts the workflows of dead workers of this version back into their queues, where any living worker takes them; closes those of
 * versions of which no worker is alive.
 */
export async function takeOver({ client }: Lease, self: string, version: string): Promise<void> {
  const open = await DBOS.listWorkflows({ status: OPEN, loadInput: false, loadOutput: false });
  for (const executor of deadCandidates(open, self, version)) {
    await ifDead(client, executor, () => recoverWorkflowsOf(executor));
  }
  for (const [other, ids] of otherVersions(open, version)) {
    // A cancellation is safe only because no call of such a workflow can be in flight.
    await ifUnused(client, other, () => DBOS.cancelWorkflows(ids));
  }
}

function deadCandidates(open: readonly WorkflowStatus[], self: string, version: string): Set<string> {
  return new Set(
    open.flatMap(({ status, applicationVersion, executorId }) =>
      status === "PENDING" && applicationVersion === version && executorId && executorId !== self ? [executorId] : [],
    ),
  );
}

function otherVersions(open: readonly WorkflowStatus[], version: string): Map<string, string[]> {
  const ids = new Map<string, string[]>();
  for (const { workflowID, applicationVersion } of open) {
    if (!applicationVersion || applicationVersion === version) continue;
    ids.set(applicationVersion, [...(ids.get(applicationVersion) ?? []), workflowID]);
  }
  return ids;
}
