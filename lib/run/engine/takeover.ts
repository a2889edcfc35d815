import { DBOS } from "@dbos-inc/dbos-sdk";
import { DBOSExecutor } from "@dbos-inc/dbos-sdk/internal/dbos-executor";
import type pg from "pg";
import { RUN_VERSION } from "#lib/run/queue";
import { whileDead, whileExtinct } from "./locks";

/** Puts the runs of dead workers of this version back into the queue, where any living worker takes them. */
export async function takeOverRuns(client: pg.Client, self: string): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `SELECT DISTINCT executor_id AS id FROM dbos.workflow_status
     WHERE status = 'PENDING' AND application_version = $1 AND executor_id <> $2`,
    [RUN_VERSION, self],
  );
  for (const { id } of rows) {
    await whileDead(client, id, async () => DBOSExecutor.globalInstance?.recoverPendingWorkflows([id]));
  }
}

/**
 * Closes open runs of versions of which no worker is alive. DBOS's cancel, which this is, is safe only because nobody can be
 * in the middle of a call of such a run.
 */
export async function closeExtinctRuns(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ id: string; version: string }>(
    `SELECT workflow_uuid AS id, application_version AS version FROM dbos.workflow_status
     WHERE status IN ('PENDING', 'ENQUEUED', 'DELAYED') AND application_version <> $1`,
    [RUN_VERSION],
  );
  for (const version of new Set(rows.map((row) => row.version))) {
    const ids = rows.filter((row) => row.version === version).map(({ id }) => id);
    await whileExtinct(client, version, () => DBOS.cancelWorkflows(ids));
  }
}
