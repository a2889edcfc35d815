/** The statements on the engine's own tables: each with what its public API lacks. `contract.test.ts` checks the columns. */
import type { Pool } from "pg";
import { statusesOf, type WorkflowState } from "./rows";

/** Where a page of workflows ended. */
export type Cursor = { id: string; at: string };

export type PageRequest = {
  workflows: readonly string[];
  /** Attributes that must be equal; undefined ones do not matter. */
  attributes: Readonly<Record<string, unknown>>;
  /** null: whatever the state. */
  states: readonly WorkflowState[] | null;
  search: Search | null;
  after: Cursor | null;
  limit: number;
};

/** Finds workflows by a text, in lower case: part of the id, of `partOf` attributes, or one of the `wholeOf` attributes. */
export type Search = {
  text: string;
  partOf: readonly string[];
  wholeOf: readonly string[];
  /** Also where one of its step results or stream entries contains the text. */
  records: boolean;
};

/** One page, the newest first. The public listing pages by offset, which skips rows while new ones come, and has no text search. */
export async function pageOf(pool: Pool, { search, ...request }: PageRequest): Promise<Cursor[]> {
  const { workflows, attributes, states, after, limit } = request;
  const { rows } = await pool.query<Cursor>(
    `SELECT run.workflow_uuid AS id, run.created_at::text AS at
     FROM dbos.workflow_status AS run
     WHERE run.name = ANY ($1) AND run.attributes @> $2::jsonb
       AND ($3::text[] IS NULL OR run.status = ANY ($3))
       AND ($4::bigint IS NULL OR (run.created_at, run.workflow_uuid) < ($4, $5))
       AND ($6::text IS NULL
         OR strpos(run.workflow_uuid, $6) > 0
         OR EXISTS (SELECT FROM unnest($7::text[]) AS name WHERE strpos(lower(run.attributes->>name), $6) > 0)
         OR EXISTS (SELECT FROM unnest($8::text[]) AS name WHERE run.attributes->>name = $6)
         OR $9 AND (
           EXISTS (SELECT FROM dbos.operation_outputs AS step
                   WHERE step.workflow_uuid = run.workflow_uuid AND strpos(step.output, $6) > 0)
           OR EXISTS (SELECT FROM dbos.streams AS event
                      WHERE event.workflow_uuid = run.workflow_uuid AND strpos(event.value, $6) > 0)))
     ORDER BY run.created_at DESC, run.workflow_uuid DESC
     LIMIT $10`,
    [
      workflows,
      JSON.stringify(attributes),
      states && statusesOf(states),
      after?.at ?? null,
      after?.id ?? null,
      search?.text ?? null,
      search?.partOf ?? [],
      search?.wholeOf ?? [],
      search?.records ?? false,
      limit,
    ],
  );
  return rows;
}

/** Ids of the workflows that returned and have one of these values in an attribute. The public listing takes one value at a time. */
export async function returnedWith(
  pool: Pool,
  workflow: string,
  attribute: string,
  values: readonly string[],
): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT workflow_uuid AS id FROM dbos.workflow_status
     WHERE name = $1 AND status = ANY ($2) AND attributes->>$3 = ANY ($4)`,
    [workflow, statusesOf(["returned"]), attribute, values],
  );
  return rows.map(({ id }) => id);
}

/** Different values of an attribute, sorted, at most 500. The public API lists whole rows only. */
export async function valuesOf(pool: Pool, workflows: readonly string[], attribute: string): Promise<string[]> {
  const { rows } = await pool.query<{ value: string }>(
    "SELECT DISTINCT attributes->>$1 AS value FROM dbos.workflow_status WHERE name = ANY ($2) ORDER BY 1 LIMIT 500",
    [attribute, workflows],
  );
  return rows.map(({ value }) => value);
}

/** What a workflow has recorded, as stored. */
export type StoredRecord = {
  steps: { name: string; output: string | null; serialization: string | null; endedAt: number | null }[];
  /** Entries of each stream, the oldest first. */
  streams: Map<string, unknown[]>;
  stopRequested: boolean;
};

type RecordRow = {
  part: "step" | "entry" | "stop";
  name: string;
  value: string | null;
  serialization: string | null;
  at: string | null;
};

/**
 * A workflow's step results, stream entries and request to stop; the entries of one stream alone when that is named. The public
 * API reads one stream at a time and waits until it is closed, and needs seven statements for the rest.
 */
export async function storedRecord(pool: Pool, id: string, stream: string | null = null): Promise<StoredRecord> {
  const { rows } = await pool.query<RecordRow>(
    `SELECT 'step' AS part, function_name AS name, output AS value, serialization, completed_at_epoch_ms AS at, function_id AS position
     FROM dbos.operation_outputs WHERE workflow_uuid = $1 AND $2::text IS NULL
     UNION ALL
     SELECT 'entry', key, value, serialization, NULL, "offset"
     FROM dbos.streams WHERE workflow_uuid = $1 AND ($2::text IS NULL OR key = $2)
     UNION ALL
     SELECT 'stop', run_id, NULL, NULL, NULL, 0
     FROM postern.stop_requests WHERE run_id = $1
     ORDER BY position`,
    [id, stream],
  );
  const record: StoredRecord = { steps: [], streams: new Map(), stopRequested: false };
  for (const { part, name, value, serialization, at } of rows) {
    if (part === "stop") record.stopRequested = true;
    else if (part === "step") {
      record.steps.push({ name, output: value, serialization, endedAt: at === null ? null : Number(at) });
    } else {
      const entries = record.streams.get(name) ?? [];
      entries.push(JSON.parse(value ?? "null"));
      record.streams.set(name, entries);
    }
  }
  return record;
}
