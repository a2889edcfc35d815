/** Runs for pages and actions: reading them, and starting them from what was approved. Nothing is executed here. */

import { problem } from "#lib/core/format/failure";
import { blockers } from "#lib/core/format/finding-groups";
import type { PermissionResults } from "#lib/core/iam/permissions";
import { draftFromIntent } from "#lib/core/intent/draft-from-intent";
import type { StoredDraft } from "#lib/core/intent/stored-draft";
import { namesIn } from "#lib/core/run/names";
import type { RollbackPlan } from "#lib/core/run/rollback-plan";
import type { Run, RunRequest } from "#lib/core/run/run";
import type { StartResult } from "#lib/core/run/start-result";
import { type RunClient, runClient } from "#lib/run/client";
import { recordOf } from "#lib/run/history/record";
import { newRunId, vpcKey } from "#lib/run/workflows";
import type { Granted } from "#lib/server/http/guard";
import { createDraft, otherAccount, readDraft, saveDraft } from "./drafts";
import { planOfDraft } from "./planning";
import { target } from "./reads";
import { serialize } from "./single-flight";

let client: RunClient | undefined;

/** The runs of the database that DATABASE_URL names. */
export function runs(): RunClient {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error("DATABASE_URL is not set: it names the PostgreSQL that holds drafts and runs.");
  client ??= runClient(url);
  return client;
}

/** Throws `not-found` when there is no such run. */
export async function readRun(id: string): Promise<Run> {
  const run = await runs().readRun(id);
  if (run) return run;
  throw noSuchRun();
}

const noSuchRun = () => problem("not-found", "There is no such run.", "Look for it in the list of runs.");

/** A run as a document to keep. Throws `not-found`. */
export async function runRecord(id: string): Promise<object> {
  return recordOf(await readRun(id));
}

/** Asks a run to stop before its next call. Throws `not-found`, and `ended` when the run has ended. */
export async function stopRun(id: string): Promise<void> {
  const result = await runs().stopRun(id);
  if (result === "unknown") throw noSuchRun();
  if (result === "ended") throw problem("ended", "This run has ended already.", "Look at what it did on its page.");
}

/** Hands a run to the worker, unless another one is open on the VPC. */
export async function start(request: RunRequest, runId?: string): Promise<StartResult> {
  const started = await runs().startRun(request, runId);
  return "busy" in started ? { kind: "busy", run: started.busy } : { kind: "started", run: started.runId };
}

type ApplyInput = { draft: string; fingerprint: string; rollbackOnFailure: boolean };

const serialized = serialize();

/**
 * Plans a draft again over a fresh read of the account and starts a run, if the plan is still the reviewed one,
 * whose fingerprint this is. A second request for a VPC gets the active run at once, not when the
 * account has been read.
 */
export async function applyDraft(input: ApplyInput, granted: Granted): Promise<StartResult> {
  const draft = await readDraft(input.draft);
  const { accountId, data } = draft;
  const own = newRunId();
  const { vpcId, region } = data;
  if (!vpcId) return planAndStart(draft, input, granted, own);
  const vpc = { accountId, region, vpcId };
  const result = await serialized(
    vpcKey(vpc),
    () => planAndStart(draft, input, granted, own),
    async () => {
      const run = await runs().openRun(vpc);
      return run === own ? null : run;
    },
  );
  return "taken" in result ? { kind: "busy", run: result.taken } : result.done;
}

async function planAndStart(
  draft: StoredDraft,
  { fingerprint, rollbackOnFailure }: ApplyInput,
  { session: { actor } }: Granted,
  runId: string,
): Promise<StartResult> {
  const planned = await planOfDraft(draft, { refresh: true });
  if ("problems" in planned) return { kind: "incomplete", problems: planned.problems };
  const { plan, snapshot } = planned;
  const reasons = blockers(plan);
  if (reasons.length > 0) return { kind: "blocked", reasons };
  const { changes, basis, findings } = plan;
  if (snapshot.accountId !== draft.accountId) {
    return { kind: "blocked", reasons: [otherAccount(draft.accountId, snapshot.accountId).sentence] };
  }
  if (plan.fingerprint !== fingerprint) return { kind: "changed", changes, basis, findings };
  if (plan.changes.length === 0) return { kind: "nothing" };
  const { accountId } = snapshot;
  const to = await target(plan.region);
  return start(
    { kind: "apply", target: to, accountId, plan, names: namesIn(plan, snapshot), rollbackOnFailure, actor },
    runId,
  );
}

/** The dry runs' longest time, and some for the worker to begin. */
const PERMISSIONS_MS = 8_000;

/**
 * Results of the worker's dry runs about the permissions that a draft's plan needs. null: no worker responded in time, or
 * there is nothing to ask about.
 */
export async function permissionsOfDraft(draft: string, { session }: Granted): Promise<PermissionResults | null> {
  const planned = await planOfDraft(await readDraft(draft));
  if ("problems" in planned || planned.plan.changes.length === 0) return null;
  const { region, changes, fingerprint } = planned.plan;
  const question = { target: await target(region), actor: session.actor, changes };
  const results = await runs().askPermissions(question, PERMISSIONS_MS);
  return results && { fingerprint, results };
}

/** The request that rolls a run back; of a rollback: that goes on rolling back its run. */
async function rollbackRequest(id: string, actor: string): Promise<RunRequest & { of: string }> {
  const run = await readRun(id);
  const { accountId, plan, names } = run.request;
  return {
    kind: "rollback",
    target: await target(plan.region),
    accountId,
    plan,
    ...(names ? { names } : {}),
    rollbackOnFailure: false,
    actor,
    of: run.of ?? id,
  };
}

/** Reads of a large account, and some for the worker to begin. */
const ROLLBACK_PLAN_MS = 30_000;

/** What rolling a run back would do in the account as it is. Throws `not-found`, and why that cannot be said. */
export async function rollbackPlanOf(id: string, { session: { actor } }: Granted): Promise<RollbackPlan> {
  const request = await rollbackRequest(id, actor);
  const answer = await runs().askRollbackPlan({ run: request.of, request }, ROLLBACK_PLAN_MS);
  if (!answer) throw noAnswer();
  if ("planned" in answer) return answer.planned;
  const { sentence, nextStep } = answer.error;
  throw problem("no-rollback-plan", sentence, nextStep);
}

const noAnswer = () =>
  problem(
    "no-worker",
    "No worker has planned the rollback in time.",
    "Try again. Rolling back is possible without its plan: the worker plans it again before it begins.",
  );

/** Starts rolling a run back; of a rollback: goes on rolling back its run. */
export async function rollBack(id: string, { session: { actor } }: Granted): Promise<StartResult> {
  return start(await rollbackRequest(id, actor));
}

/** A new draft with a run's intent, to plan it again over the account as it is now; gives its id. */
export async function draftOfRun(id: string, { session }: Granted): Promise<string> {
  const { request } = await readRun(id);
  const { intent } = request.plan;
  const draft = await createDraft(request.accountId, intent.region, session);
  await saveDraft(draft.id, draftFromIntent(intent), session);
  return draft.id;
}
