/** What the engine stores of a run → the run as people see it. */
import { z } from "zod";
import type { Plan } from "#lib/core/format/plan-format";
import { requests } from "#lib/core/format/requests";
import type { Run, RunError, RunRequest, RunStatus, RunStep, RunSummary } from "#lib/core/run/run";
import type { WorkflowRecord } from "#lib/run/engine/client";
import type { WorkflowRow } from "#lib/run/engine/rows";
import { eventsOf } from "#lib/run/step/journal";
import {
  fromStored,
  resultId,
  runAttributes,
  runKind,
  type StepEvent,
  type StepOutcome,
  stepOutcome,
  UNDO_PLAN,
  undoStep,
} from "#lib/run/step/stored";
import { outcomeOf } from "#lib/run/step/stored-run";
import { callsOf } from "./calls";

/** The plan is stored whole; its format shows whether it can be read. */
const storedRequest = z.object({
  kind: runKind,
  target: z.object({
    region: z.string(),
    profile: z.string().nullable(),
    endpointUrl: z.string().nullable(),
    sandbox: z.boolean(),
  }),
  accountId: z.string(),
  plan: z.custom<Plan>((value) => z.looseObject({ format: z.literal("postern.plan/1") }).safeParse(value).success),
  names: z.record(z.string(), z.string()).exactOptional(),
  rollbackOnFailure: z.boolean(),
  actor: z.string(),
  of: z.string().optional(),
  adopted: z.literal(true).optional(),
});

const iso = (epochMs: number) => new Date(epochMs).toISOString();

function statusOf(row: WorkflowRow, rolledBack: boolean): RunStatus {
  switch (row.state) {
    case "enqueued":
      return "queued";
    case "running":
      return "running";
    case "returned":
      return rolledBack ? "rolled-back" : (outcomeOf(row)?.status ?? "failed");
    case "threw":
      return rolledBack ? "rolled-back" : "failed";
    case "closed":
      return rolledBack ? "rolled-back" : "interrupted";
    default:
      return row.state satisfies never;
  }
}

export function summaryOf(row: WorkflowRow, rolledBack: boolean): RunSummary {
  const { of, adopted, ...attributes } = runAttributes.parse(row.attributes);
  return {
    ...attributes,
    ...(adopted ? { recovery: true } : {}),
    id: row.id,
    kind: runKind.parse(row.workflow),
    of,
    status: statusOf(row, rolledBack),
    createdAt: iso(row.createdAt),
    endedAt: row.endedAt === null ? null : iso(row.endedAt),
  };
}

/** `rolledBackBy`: the rollback that has rolled the run back. */
export function runOf(record: WorkflowRecord, rolledBackBy: string | null): Run {
  const { of, ...request } = parsedRequest(record.input);
  const { id, kind, createdAt, endedAt, status } = summaryOf(record, rolledBackBy !== null);
  const outcome = outcomeOf(record);
  const events = eventsOf(record.streams);
  const listed = [...(kind === "apply" ? requests(request.plan) : []), ...undoStepsIn(record.steps)];
  return {
    id,
    kind,
    of: of ?? null,
    rolledBackBy,
    status,
    stopRequested: record.stopRequested,
    request: { ...request, ...(of === undefined ? {} : { of }) },
    createdAt,
    endedAt,
    steps: listed.map((step) => stepOf(step, record.steps, events.get(step.id) ?? [], endedAt !== null)),
    waitsForLogin: endedAt === null ? loginWaitedFor(record.steps, events) : null,
    verification: outcome?.verification ?? null,
    undone: outcome?.undone ?? null,
    reachability: outcome?.reachability ?? null,
    error: outcome ? outcome.error : errorOf(record, status),
  };
}

function parsedRequest(input: unknown): RunRequest {
  const { of, ...stored } = storedRequest.parse(input);
  return fromStored({ ...stored, ...(of === undefined ? {} : { of }) });
}

type Steps = WorkflowRecord["steps"];

/** Of the step that has waited longest. */
function loginWaitedFor(steps: Steps, events: ReadonlyMap<string, readonly StepEvent[]>): Run["waitsForLogin"] {
  const ended = new Set(steps.map(({ name }) => name));
  const waiting = [...events].flatMap(([step, own]) => {
    const last = own.at(-1);
    return last?.login && !ended.has(step) ? [{ ...last.login, since: last.at }] : [];
  });
  return waiting.sort((a, b) => a.since.localeCompare(b.since))[0] ?? null;
}

function undoStepsIn(steps: Steps) {
  const plan = steps.find(({ name }) => name === UNDO_PLAN)?.output;
  return z.object({ steps: z.array(undoStep) }).safeParse(plan).data?.steps ?? [];
}

type Listed = { id: string; operation: string; reason: string; dependsOn: string[] };

function stepOf(
  { id, operation, reason, dependsOn }: Listed,
  steps: Steps,
  events: readonly StepEvent[],
  runEnded: boolean,
): RunStep {
  const row = steps.find(({ name }) => name === id);
  const outcome = stepOutcome.safeParse(row?.output).data;
  const last = events.at(-1);
  const unfinished = runEnded ? (last ? "stopped" : "skipped") : (last?.state ?? "waiting");
  const ended = outcome && outcome.state !== "skipped" && row?.endedAt ? iso(row.endedAt) : null;
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
    alreadyDone: outcome?.alreadyDone ?? false,
    wasThere: outcome ? wasThere(outcome, operation) : false,
    note: outcome ? (outcome.note ?? foundNote(outcome)) : note,
    error: outcome?.error ?? null,
  };
}

/** Modifications create no ids: of one that was sent without a response its own note says so. */
function wasThere({ alreadyDone, created, attempt }: StepOutcome, operation: string): boolean {
  return alreadyDone && created.length === 0 && (attempt === 0 || !operation.startsWith("Modify"));
}

function foundNote({ alreadyDone, created, attempt }: StepOutcome): string | null {
  return alreadyDone && created.length > 0 && attempt > 0
    ? "EC2 gave no response; what the call had created was found by its tags."
    : null;
}

function errorOf({ error }: WorkflowRow, status: RunStatus): RunError | null {
  if (status === "interrupted") {
    return {
      code: "Interrupted",
      message: "The run was started by another version of Postern, which no longer runs.",
      sentence: "This version of Postern cannot continue the run.",
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
