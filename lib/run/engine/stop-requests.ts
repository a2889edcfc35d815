/**
 * Requests to stop a workflow. A flag that its steps read before each call, instead of the engine's own cancellation, which would
 * start the next workflow of the same partition while a call is in flight.
 */
import type { Pool } from "pg";
import { OPEN } from "./rows";

/** What became of a request to stop: a workflow that has ended, or that there is not, is not asked. */
export type StopRequest = "asked" | "ended" | "unknown";

/**
 * Asks a workflow of one of these names to stop; asking twice changes nothing. The public API has no statement that reads the
 * status and writes the request at once.
 */
export async function requestStop(pool: Pool, id: string, workflows: readonly string[]): Promise<StopRequest> {
  const { rows } = await pool.query<{ ended: boolean }>(
    `WITH run AS (
       SELECT workflow_uuid AS id, status <> ALL ($3) AS ended
       FROM dbos.workflow_status WHERE workflow_uuid = $1 AND name = ANY ($2)
     ), request AS (
       INSERT INTO postern.stop_requests (run_id) SELECT id FROM run WHERE NOT ended ON CONFLICT DO NOTHING
     )
     SELECT ended FROM run`,
    [id, workflows, OPEN],
  );
  const [run] = rows;
  if (!run) return "unknown";
  return run.ended ? "ended" : "asked";
}

export async function stopRequested(pool: Pool, id: string): Promise<boolean> {
  const { rowCount } = await pool.query("SELECT FROM postern.stop_requests WHERE run_id = $1", [id]);
  return rowCount === 1;
}
