/**
 * Requests to stop a workflow. A flag that its steps read before each call, instead of the engine's own cancellation, which would
 * let the next workflow begin on the same partition while a call is under way.
 */
import type { Pool } from "pg";

/** Asking twice changes nothing. */
export async function requestStop(pool: Pool, id: string): Promise<void> {
  await pool.query("INSERT INTO postern.stop_requests (run_id) VALUES ($1) ON CONFLICT DO NOTHING", [id]);
}

export async function stopRequested(pool: Pool, id: string): Promise<boolean> {
  const { rowCount } = await pool.query("SELECT FROM postern.stop_requests WHERE run_id = $1", [id]);
  return rowCount === 1;
}
