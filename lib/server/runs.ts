/** Runs for pages and actions: reading them, and starting them from what was approved. Nothing is executed here. */
import { draftFromIntent } from "#lib/core/draft-from-intent";
import { problem } from "#lib/core/failure";
import type { StartAnswer } from "#lib/core/start-answer";
import { standsAgainst } from "#lib/render/severity";
import { type RunClient, runClient } from "#lib/run/client";
import type { Run, RunRequest, RunStatus, RunSummary } from "#lib/run/run";
import { database } from "./database";
import { createDraft, saveDraft } from "./drafts";
import { planOfDraft } from "./planning";
import { identity } from "./reads";

let client: RunClient | undefined;

/** Throws at once when the database is away, where connecting would try on and on. */
async function runs(): Promise<RunClient> {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error("DATABASE_URL is not set: it names the PostgreSQL that holds drafts and runs.");
  await database().query("SELECT 1");
  client ??= runClient(url);
  return client;
}

/** Throws `not-found` when there is no such run. */
export async function readRun(id: string): Promise<Run> {
  const run = await (await runs()).readRun(id);
  if (run) return run;
  throw problem("not-found", "There is no such run.", "Look for it in the list of runs.");
}

/** The newest runs first. */
export async function listRuns(filter: { limit: number; vpcId?: string; status?: RunStatus }): Promise<RunSummary[]> {
  return (await runs()).listRuns(filter);
}

/** Asks a run to stop before its next call. */
export async function stopRun(id: string): Promise<void> {
  return (await runs()).stopRun(id);
}

async function start(request: RunRequest): Promise<StartAnswer> {
  const started = await (await runs()).startRun(request);
  return "busy" in started ? { kind: "busy", run: started.busy } : { kind: "started", run: started.runId };
}

/**
 * Plans a draft again over a fresh read of the account and starts a run, if the plan is still the one that was looked at,
 * whose fingerprint this is.
 */
export async function applyDraft({
  draft,
  fingerprint,
  rollbackOnFailure,
}: {
  draft: string;
  fingerprint: string;
  rollbackOnFailure: boolean;
}): Promise<StartAnswer> {
  const planned = await planOfDraft(draft, { refresh: true });
  if ("problems" in planned) return { kind: "incomplete", problems: planned.problems };
  const { plan, snapshot } = planned;
  if (plan.fingerprint !== fingerprint) return { kind: "changed", changes: plan.changes };
  const reasons = standsAgainst(plan);
  if (reasons.length > 0) return { kind: "blocked", reasons };
  if (plan.changes.length === 0) return { kind: "nothing" };
  const { target, arn } = await identity(plan.region);
  return start({ kind: "apply", target, accountId: snapshot.accountId, plan, rollbackOnFailure, actor: arn });
}

/** Starts taking back what a run made. */
export async function rollBack(id: string): Promise<StartAnswer> {
  const { request } = await readRun(id);
  const { target, arn } = await identity(request.plan.region);
  const { accountId, plan } = request;
  return start({ kind: "rollback", target, accountId, plan, rollbackOnFailure: false, actor: arn, of: id });
}

/** A new draft with a run's intent, to plan it again over the account as it is now; gives its id. */
export async function draftOfRun(id: string): Promise<string> {
  const { request } = await readRun(id);
  const { intent } = request.plan;
  const draft = await createDraft(request.accountId, intent.region);
  await saveDraft(draft.id, draftFromIntent(intent));
  return draft.id;
}
