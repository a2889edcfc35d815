/** DBOS's rows and streams of a run → the run as people see it. */
import type { WorkflowStatus } from "@dbos-inc/dbos-sdk";
import { z } from "zod";
import type { Operation, Plan } from "#lib/core/format/plan-format";
import { requests } from "#lib/core/format/requests";
import type { Run, RunError, RunRequest, RunStatus, RunStep, RunSummary } from "#lib/core/run/run";
import { UNDO_PLAN } from "#lib/run/queue";
import {
  type RunOutcome,
  resultId,
  runOutcome,
  type StepEvent,
  type StepOutcome,
  stepOutcome,
  undoStep,
} from "#lib/run/step/stored";
import { callsOf } from "./calls";

/** Recorded with a run when it is enqueued, so that lists need not load whole plans. */
const runAttributes = z.object({
  of: z.string().nullable(),
  vpcId: z.string(),
  region: z.string(),
  accountId: z.string(),
  actor: z.string(),
  changes: z.number(),
  operations: z.array(z.custom<Operation>((value) => typeof value === "string")),
  adopted: z.literal(true).optional(),
});

export type RunAttributes = z.output<typeof runAttributes>;

const kind = z.enum(["apply", "rollback"]);

/** The plan is stored by ourselves; its format is what tells whether it can be read. */
const runRequest = z.object({
  kind,
  target: z.object({
    region: z.string(),
    profile: z.string().nullable(),
    endpointUrl: z.string().nullable(),
    sandbox: z.boolean(),
  }),
  accountId: z.string(),
  plan: z.custom<Plan>((value) => z.looseObject({ format: z.literal("postern.plan/1") }).safeParse(value).success),
  rollbackOnFailure: z.boolean(),
  actor: z.string(),
  of: z.string().optional(),
  adopted: z.literal(true).optional(),
});

const iso = (epochMs: number) => new Date(epochMs).toISOString();

/** A run's result; null while it has none. */
export function outcomeOf(status: WorkflowStatus): RunOutcome | null {
  return status.status === "SUCCESS" ? runOutcome.parse(status.output) : null;
}

function statusOf(status: WorkflowStatus, rolledBack: boolean): RunStatus {
  switch (status.status) {
    case "ENQUEUED":
    case "DELAYED":
      // A run that another worker takes over is enqueued again.
      return (status.recoveryAttempts ?? 0) > 0 ? "running" : "queued";
    case "PENDING":
      return "running";
    case "SUCCESS":
      return rolledBack ? "rolled-back" : (outcomeOf(status)?.status ?? "failed");
    case "ERROR":
      return rolledBack ? "rolled-back" : "failed";
    default:
      return rolledBack ? "rolled-back" : "interrupted";
  }
}

const hasEnded = (status: RunStatus) => status !== "queued" && status !== "running";

export function summaryOf(status: WorkflowStatus, rolledBack: boolean): RunSummary {
  const { of, ...attributes } = runAttributes.parse(status.attributes);
  const shown = statusOf(status, rolledBack);
  return {
    ...attributes,
    id: status.workflowID,
    kind: kind.parse(status.workflowName),
    of,
    status: shown,
    createdAt: iso(status.createdAt),
    endedAt: hasEnded(shown) ? iso(status.completedAt ?? status.updatedAt ?? status.createdAt) : null,
  };
}

/** Whether a lost run's record was to be made anew and was not: then the run is as lost as before. */
export function isFailedAdoption(status: WorkflowStatus): boolean {
  const { adopted, status: end } = summaryOf(status, false);
  return adopted === true && hasEnded(end) && end !== "succeeded";
}

export type Rows = {
  status: WorkflowStatus;
  /** Recorded steps: name, result, end. */
  steps: readonly { name: string; output: unknown; completedAtEpochMs?: number }[];
  events: ReadonlyMap<string, readonly StepEvent[]>;
  stopRequested: boolean;
  /** The rollback that has taken the run back. */
  takenBackBy: string | null;
};

export function runOf({ status, steps, events, stopRequested, takenBackBy }: Rows): Run {
  const { of, ...request } = runRequest.parse(status.input?.[0]);
  const { id, kind, createdAt, endedAt, ...summary } = summaryOf(status, takenBackBy !== null);
  const outcome = outcomeOf(status);
  const listed = [...(kind === "apply" ? requests(request.plan) : []), ...undoingIn(steps)];
  return {
    id,
    kind,
    of: of ?? null,
    takenBackBy,
    status: summary.status,
    stopRequested,
    request: { ...request, ...(of === undefined ? {} : { of }) } satisfies RunRequest,
    createdAt,
    endedAt,
    steps: listed.map((step) => stepOf(step, steps, events.get(step.id) ?? [], hasEnded(summary.status))),
    waitsForLogin: hasEnded(summary.status) ? null : loginWaitedFor(steps, events),
    verification: outcome?.verification ?? null,
    reachability: outcome?.reachability ?? null,
    error: outcome ? outcome.error : errorOf(status, summary.status),
  };
}

/** Of the step that has waited longest. */
function loginWaitedFor(steps: Rows["steps"], events: Rows["events"]): Run["waitsForLogin"] {
  const ended = new Set(steps.map(({ name }) => name));
  const waiting = [...events].flatMap(([step, own]) => {
    const last = own.at(-1);
    return last?.login && !ended.has(step) ? [{ ...last.login, since: last.at }] : [];
  });
  return waiting.sort((a, b) => a.since.localeCompare(b.since))[0] ?? null;
}

function undoingIn(steps: Rows["steps"]) {
  const plan = steps.find(({ name }) => name === UNDO_PLAN)?.output;
  return z.object({ steps: z.array(undoStep) }).safeParse(plan).data?.steps ?? [];
}

type Listed = { id: string; operation: string; reason: string; dependsOn: string[] };

function stepOf(
  { id, operation, reason, dependsOn }: Listed,
  steps: Rows["steps"],
  events: readonly StepEvent[],
  runEnded: boolean,
): RunStep {
  const row = steps.find(({ name }) => name === id);
  const outcome = stepOutcome.safeParse(row?.output).data;
  const last = events.at(-1);
  const unfinished = runEnded ? (last ? "stopped" : "skipped") : (last?.state ?? "waiting");
  const ended = outcome && outcome.state !== "skipped" && row?.completedAtEpochMs ? iso(row.completedAtEpochMs) : null;
  const note = runEnded && last ? "It was interrupted here; plan again to see its effect." : (last?.note ?? null);
  return {
    change: id,
    operation,
    reason,
    dependsOn,
    state: outcome?.state ?? unfinished,
    attempt: outcome?.attempt ?? last?.attempt ?? 0,
    startedAt: events[0]?.at ?? null,
    endedAt: ended,
    input: outcome?.input ?? events.findLast((event) => event.input)?.input ?? null,
    resultId: outcome ? resultId(outcome) : null,
    requestId: outcome?.requestId ?? null,
    calls: callsOf(events, outcome ?? null, ended),
    output: outcome?.output ?? null,
    before: outcome?.before ?? events.find((event) => event.before)?.before ?? null,
    adopted: outcome?.adopted ?? false,
    wasThere: outcome ? wasThere(outcome, operation) : false,
    note: outcome ? (outcome.note ?? foundNote(outcome)) : note,
    error: outcome?.error ?? null,
  };
}

/** Modifications leave no ids behind: of one that was sent without an answer its own note tells. */
function wasThere({ adopted, made, attempt }: StepOutcome, operation: string): boolean {
  return adopted && made.length === 0 && (attempt === 0 || !operation.startsWith("Modify"));
}

function foundNote({ adopted, made, attempt }: StepOutcome): string | null {
  return adopted && made.length > 0 && attempt > 0
    ? "EC2 gave no answer; what the call had made was found by its tags."
    : null;
}

function errorOf({ error }: WorkflowStatus, status: RunStatus): RunError | null {
  if (status === "interrupted") {
    return {
      code: "Interrupted",
      message: "The run was begun by another version of Postern, which no longer runs.",
      sentence: "This version of Postern cannot go on with the run.",
      nextStep: "Plan again: the plan holds what is still missing. Or roll the run back.",
    };
  }
  if (status !== "failed") return null;
  return {
    code: "Internal",
    message: error instanceof Error ? error.message : String(error),
    sentence: "Postern itself failed in this run.",
    nextStep: "Plan again: the plan holds what is still missing.",
  };
}
