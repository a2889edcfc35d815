import { DBOS } from "@dbos-inc/dbos-sdk";
import { withDbRetry } from "@dbos-inc/dbos-sdk/internal/system_database";
import type { Pool } from "pg";
import { type StepEvent, stepEvent } from "./stored";

/** A run's written record while it goes on. Waits while the database is away: what cannot be recorded is not done. */
export type Journal = {
  /** What earlier executions of a step wrote, oldest first. */
  events(step: string): Promise<StepEvent[]>;
  /** The same of all steps, by step. */
  allEvents(): Promise<Map<string, StepEvent[]>>;
  /** To be called inside the step. Throws when another worker has taken the run over. */
  write(step: string, event: StepEvent): Promise<void>;
  stopRequested(): Promise<boolean>;
};

/** A stream for each step: writers of one stream would get into each other's way. */
const streamOf = (step: string) => `step/${step}`;

export function journalOf(pool: Pool, runId: string): Journal {
  return {
    async events(step) {
      const all = await withDbRetry(() => readEvents(pool, runId, step));
      return all.get(step) ?? [];
    },
    allEvents: () => withDbRetry(() => readEvents(pool, runId)),
    write: (step, event) => DBOS.writeStream(streamOf(step), event, { serializationType: "portable" }),
    stopRequested: () => withDbRetry(() => stopRequested(pool, runId)),
  };
}

/** All that a run's steps wrote, by step; of one step when it is named. */
export async function readEvents(pool: Pool, runId: string, step?: string): Promise<Map<string, StepEvent[]>> {
  const { rows } = await pool.query<{ key: string; value: string }>(
    `SELECT key, value FROM dbos.streams
     WHERE workflow_uuid = $1 AND ($2::text IS NULL OR key = $2) ORDER BY key, "offset"`,
    [runId, step === undefined ? null : streamOf(step)],
  );
  const events = new Map<string, StepEvent[]>();
  for (const { key, value } of rows) {
    const of = key.slice(streamOf("").length);
    events.set(of, [...(events.get(of) ?? []), stepEvent.parse(JSON.parse(value))]);
  }
  return events;
}

export async function stopRequested(pool: Pool, runId: string): Promise<boolean> {
  const { rowCount } = await pool.query("SELECT FROM postern.stop_requests WHERE run_id = $1", [runId]);
  return rowCount === 1;
}

/** Asks a run to stop; asking twice changes nothing. */
export async function requestStop(pool: Pool, runId: string): Promise<void> {
  await pool.query("INSERT INTO postern.stop_requests (run_id) VALUES ($1) ON CONFLICT DO NOTHING", [runId]);
}
