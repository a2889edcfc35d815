/** Lists of runs: page by page however many there are, each page beginning where the one before ended. */
import {
  RUN_KINDS,
  type RunChoices,
  type RunPage,
  type RunPageRequest,
  type RunStatus,
  type RunSummary,
} from "#lib/core/run/run";
import type { EngineClient } from "#lib/run/engine/client";
import type { Cursor, Search } from "#lib/run/engine/queries";
import type { WorkflowState } from "#lib/run/engine/rows";
import { outcomeOf } from "#lib/run/step/stored-run";
import { summaryOf } from "./history";

/** The states of a workflow whose run may have this status. */
const STATES: Record<RunStatus, readonly WorkflowState[]> = {
  queued: ["enqueued"],
  running: ["running"],
  succeeded: ["returned"],
  failed: ["returned", "threw"],
  refused: ["returned"],
  stopped: ["returned"],
  interrupted: ["closed"],
  "rolled-back": ["returned", "threw", "closed"],
};

/** Ids as EC2 writes them, and ids of AWS requests: what calls name, and nothing that could be a person's name. */
const NAMED_IN_CALLS = /^(?:[a-z]+-[0-9a-f]{3,17}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** Rows read at once where only some of them may be wanted. */
const BATCH = 200;

/** One page. Throws when `after` is not a `next` of an earlier page. */
export async function listRuns(engine: EngineClient, request: RunPageRequest): Promise<RunPage> {
  const { limit, status, kind, vpcId, region, accountId, actor } = request;
  const found: { run: RunSummary; row: Cursor }[] = [];
  let after = request.after === undefined ? null : cursorOf(request.after);
  const batch = status === undefined ? limit + 1 : Math.max(limit + 1, BATCH);
  while (found.length <= limit) {
    const rows = await engine.page({
      workflows: kind === undefined ? RUN_KINDS : [kind],
      attributes: { vpcId, region, accountId, actor },
      states: status === undefined ? null : STATES[status],
      search: searchFor(request.text),
      after,
      limit: batch,
    });
    const runs = await summaries(engine, rows);
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

/** Where a page ended: the form of `next`. */
export const PAGE_CURSOR = /^(\d{1,15})\.(run-[0-9a-f]{17})$/;

function cursorOf(next: string): Cursor {
  const [, at, id] = PAGE_CURSOR.exec(next) ?? [];
  if (!at || !id) throw new Error(`${next} is not where a page of runs ended.`);
  return { at, id };
}

function searchFor(text: string | undefined): Search | null {
  const sought = text?.trim().toLowerCase();
  if (!sought) return null;
  const records = NAMED_IN_CALLS.test(sought);
  return { text: sought, partOf: ["of", "vpcId", "actor"], wholeOf: ["accountId"], records };
}

async function summaries(engine: EngineClient, rows: readonly Cursor[]): Promise<Map<string, RunSummary>> {
  if (rows.length === 0) return new Map();
  const ids = rows.map(({ id }) => id);
  const [runs, rollbacks] = await Promise.all([engine.rows(ids), rolledBackBy(engine, ids)]);
  return new Map(runs.map((run) => [run.id, summaryOf(run, rollbacks.has(run.id))]));
}

/** Those of the runs that a rollback has rolled back, with its id. */
export async function rolledBackBy(engine: EngineClient, ids: readonly string[]): Promise<Map<string, string>> {
  const rollbacks = await engine.returnedWith("rollback", "of", ids);
  const complete = rollbacks.filter((rollback) => outcomeOf(rollback)?.status === "succeeded");
  return new Map(complete.map((rollback) => [summaryOf(rollback, false).of ?? "", rollback.id]));
}

/** The values that lists can be narrowed to. */
export async function runChoices(engine: EngineClient): Promise<RunChoices> {
  const choices = (attribute: string) => engine.valuesOf(RUN_KINDS, attribute);
  const [vpcIds, regions, accountIds, actors] = await Promise.all([
    choices("vpcId"),
    choices("region"),
    choices("accountId"),
    choices("actor"),
  ]);
  return { vpcIds, regions, accountIds, actors };
}
