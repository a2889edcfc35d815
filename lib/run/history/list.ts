/** Lists of runs, found in DBOS's rows: page by page however many there are, each page beginning where the one before ended. */
import type { DBOSClient, WorkflowStatus } from "@dbos-inc/dbos-sdk";
import type { Pool } from "pg";
import type { RunChoices, RunFilter, RunPage, RunPageRequest, RunStatus, RunSummary } from "#lib/core/run/run";
import { WORKFLOWS } from "#lib/run/queue";
import { outcomeOf, summaryOf } from "./history";

type Row = { id: string; at: string };

/** Which of DBOS's states a run of this status may be in. */
const STATES: Record<RunStatus, readonly string[]> = {
  queued: ["ENQUEUED", "DELAYED"],
  running: ["PENDING", "ENQUEUED", "DELAYED"],
  succeeded: ["SUCCESS"],
  failed: ["SUCCESS", "ERROR"],
  refused: ["SUCCESS"],
  stopped: ["SUCCESS"],
  interrupted: ["CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"],
  "rolled-back": ["SUCCESS", "ERROR", "CANCELLED", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"],
};

/** Ids as EC2 writes them, and ids of AWS requests: what calls name, and nothing that could be a person's name. */
const NAMED_IN_CALLS = /^(?:[a-z]+-[0-9a-f]{3,17}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Rows read at once where only some of them may be wanted. */
const BATCH = 200;

/** One page. Throws when `after` is not a `next` of an earlier page. */
export async function listRuns(dbos: DBOSClient, pool: Pool, request: RunPageRequest): Promise<RunPage> {
  const { limit, status } = request;
  const found: { run: RunSummary; row: Row }[] = [];
  let after = request.after === undefined ? null : place(request.after);
  const batch = status === undefined ? limit + 1 : Math.max(limit + 1, BATCH);
  while (found.length <= limit) {
    const rows = await rowsOf(pool, request, after, batch);
    const runs = await summaries(dbos, pool, rows);
    for (const row of rows) {
      const run = runs.get(row.id);
      if (run && (status === undefined || run.status === status)) found.push({ run, row });
    }
    after = rows.at(-1) ?? null;
    if (rows.length < batch) break;
  }
  const shown = found.slice(0, limit);
  const last = shown.at(-1)?.row;
  return { runs: shown.map(({ run }) => run), next: found.length > limit && last ? `${last.at}.${last.id}` : null };
}

/** Where a page ended: what `next` is made of. */
export const PLACE = /^(\d{1,15})\.(run-[0-9a-f]{17})$/;

/** The place that a `next` names. */
function place(next: string): Row {
  const [, at, id] = PLACE.exec(next) ?? [];
  if (!at || !id) throw new Error(`${next} is not where a page of runs ended.`);
  return { at, id };
}

async function rowsOf(pool: Pool, filter: RunFilter, after: Row | null, limit: number): Promise<Row[]> {
  const { kind, status, text } = filter;
  const { vpcId, region, accountId, actor } = filter;
  const names = kind === undefined ? Object.values(WORKFLOWS) : [WORKFLOWS[kind]];
  const sought = text?.trim().toLowerCase() || null;
  const { rows } = await pool.query<Row>(
    `SELECT run.workflow_uuid AS id, run.created_at::text AS at
     FROM dbos.workflow_status AS run
     WHERE run.name = ANY ($1) AND run.attributes @> $2::jsonb
       AND ($3::text[] IS NULL OR run.status = ANY ($3))
       AND ($4::bigint IS NULL OR (run.created_at, run.workflow_uuid) < ($4, $5))
       AND ($6::text IS NULL
         OR strpos(run.workflow_uuid, $6) > 0
         OR strpos(run.attributes->>'of', $6) > 0
         OR strpos(run.attributes->>'vpcId', $6) > 0
         OR run.attributes->>'accountId' = $6
         OR strpos(lower(run.attributes->>'actor'), $6) > 0
         OR $7 AND (
           EXISTS (SELECT FROM dbos.operation_outputs AS step
                   WHERE step.workflow_uuid = run.workflow_uuid AND strpos(step.output, $6) > 0)
           OR EXISTS (SELECT FROM dbos.streams AS event
                      WHERE event.workflow_uuid = run.workflow_uuid AND strpos(event.value, $6) > 0)))
     ORDER BY run.created_at DESC, run.workflow_uuid DESC
     LIMIT $8`,
    [
      names,
      JSON.stringify({ vpcId, region, accountId, actor }),
      status === undefined ? null : STATES[status],
      after?.at ?? null,
      after?.id ?? null,
      sought,
      sought !== null && NAMED_IN_CALLS.test(sought),
      limit,
    ],
  );
  return rows;
}

async function summaries(dbos: DBOSClient, pool: Pool, rows: readonly Row[]): Promise<Map<string, RunSummary>> {
  if (rows.length === 0) return new Map();
  const ids = rows.map(({ id }) => id);
  const [runs, undone] = await Promise.all([
    dbos.listWorkflows({ workflowIDs: ids, loadInput: false }),
    takenBack(dbos, pool, ids),
  ]);
  return new Map(runs.map((run) => [run.workflowID, summaryOf(run, undone.has(run.workflowID))]));
}

/** Those of the runs that a rollback has taken back, with its id. */
export async function takenBack(dbos: DBOSClient, pool: Pool, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ id: string }>(
    `SELECT workflow_uuid AS id FROM dbos.workflow_status
     WHERE name = $1 AND status = 'SUCCESS' AND attributes->>'of' = ANY ($2)`,
    [WORKFLOWS.rollback, ids],
  );
  if (rows.length === 0) return new Map();
  const rollbacks = await dbos.listWorkflows({ workflowIDs: rows.map(({ id }) => id), loadInput: false });
  const complete = (rollback: WorkflowStatus) => outcomeOf(rollback)?.status === "succeeded";
  return new Map(rollbacks.filter(complete).map(({ attributes, workflowID }) => [String(attributes?.of), workflowID]));
}

/** Whose, and which networks', runs there are. */
export async function runChoices(pool: Pool): Promise<RunChoices> {
  const choices = async (attribute: string) => {
    const { rows } = await pool.query<{ value: string }>(
      `SELECT DISTINCT attributes->>$1 AS value FROM dbos.workflow_status WHERE name = ANY ($2) ORDER BY 1 LIMIT 500`,
      [attribute, Object.values(WORKFLOWS)],
    );
    return rows.map(({ value }) => value);
  };
  const [vpcIds, regions, accountIds, actors] = await Promise.all(
    (["vpcId", "region", "accountId", "actor"] as const).map(choices),
  );
  return { vpcIds: vpcIds ?? [], regions: regions ?? [], accountIds: accountIds ?? [], actors: actors ?? [] };
}
