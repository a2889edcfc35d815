import { setTimeout as sleep } from "node:timers/promises";
import { type AwsError, type AwsErrorKind, isAwsError } from "#lib/aws/gateway";
import { whenChanged } from "#lib/core/text/changed";
import { isEngineError } from "#lib/run/engine/workflow";
import type { RunContext } from "./context";
import { LOGINS, untilLoggedIn } from "./login";
import { waitForRateLimit } from "./rate-limit";
import { retryPolicy, type Tolerated, TRANSIENT } from "./retry-policy";
import { runErrorOf } from "./run-error";
import type { Pause, Reconciliation, StepDefinition } from "./step-definition";
import type { JsonObject, StepEvent, StepOutcome } from "./stored";

/** How far a step has come. */
type Progress = Pick<StepOutcome, "attempt" | "before" | "note" | "requestId" | "alreadyDone"> & {
  sent: JsonObject;
  found: Reconciliation;
};

type Recorder = (state: StepEvent["state"], rest?: Partial<StepEvent>) => Promise<void>;

/**
 * Performs one step and waits for its effect, whatever happens in between: an attempt of a worker that died, responses that get
 * lost, throttling. Before each call it records what it is about to send, checks for a request to stop, and, when an earlier attempt
 * may have had its effect, reads the account instead of sending twice. Errors of AWS are returned as the outcome.
 */
export async function perform(
  step: string,
  definition: StepDefinition,
  context: RunContext,
  tolerated: readonly Tolerated[] = [],
): Promise<StepOutcome> {
  const earlier = await context.journal.events(step);
  const progress: Progress = {
    attempt: Math.max(0, ...earlier.map((event) => event.attempt)),
    before: earlier.find((event) => event.before)?.before ?? null,
    note: null,
    requestId: null,
    alreadyDone: false,
    sent: definition.input,
    found: { remaining: definition.input, output: {}, created: [] },
  };
  const record: Recorder = (state, rest = {}) =>
    context.journal.write(step, { state, attempt: progress.attempt, at: new Date().toISOString(), ...rest });
  const ended = await send(definition, progress, record, context, tolerated);
  return ended ?? (await settle(definition, progress, record, context));
}

function outcome(
  { sent, found, ...progress }: Progress,
  state: StepOutcome["state"],
  error: StepOutcome["error"] = null,
): StepOutcome {
  const { output, created } = found;
  return { ...progress, state, error, input: sent, output, created };
}

/** The step's end by an error. The engine's own errors are not the step's: another worker may have taken the run over. */
function failed(progress: Progress, error: unknown): StepOutcome {
  if (isEngineError(error)) throw error;
  return outcome(progress, "failed", runErrorOf(error));
}

/** Sends the call where needed. null: its effect is pending, else the outcome with which the step ends here. */
async function send(
  definition: StepDefinition,
  progress: Progress,
  record: Recorder,
  context: RunContext,
  tolerated: readonly Tolerated[],
): Promise<StepOutcome | null> {
  const { journal, gateway, settings } = context;
  const policy = retryPolicy(settings, [...LOGINS, ...tolerated]);
  // An attempt of a worker that died may have had its effect, and so may one without a response.
  let inDoubt = progress.attempt > 0;
  let cause: AwsError | null = null;
  for (;;) {
    if (await journal.stopRequested()) return outcome(progress, "stopped");
    let calling = false;
    try {
      if (definition.readBefore && !progress.before) progress.before = await definition.readBefore();
      if (definition.reconcileFirst || progress.attempt > 0) {
        progress.found = await definition.reconcile(progress.before, cause);
      }
      const { remaining, created, note } = progress.found;
      progress.note = note ?? null;
      if (!remaining) {
        progress.alreadyDone = true;
        return null;
      }
      const next = await waitForRateLimit(definition.operation, context, (note) => record("calling", { note }));
      if (next === "stop") return outcome(progress, "stopped");
      progress.attempt += 1;
      progress.sent = remaining;
      await record("calling", { input: remaining, ...(progress.before ? { before: progress.before } : {}) });
      calling = true;
      const response = await gateway.call(definition.operation, remaining);
      const output = response.output as JsonObject;
      progress.requestId = response.requestId;
      progress.found = { remaining: null, output, created: [...created, ...definition.createdIds(output)] };
      return null;
    } catch (error) {
      if (!isAwsError(error)) return failed(progress, error);
      if (calling) {
        cause = error;
        progress.requestId = error.requestId;
        inDoubt ||= error.kind === "unreachable";
      }
      progress.note = await doneNote(definition, error);
      if (progress.note) return outcome({ ...progress, alreadyDone: true }, "done");
      const wait = policy(error, calling && inDoubt ? ["refused"] : []);
      await record("calling", {
        ...wait?.report,
        ...(calling ? { failure: failureOf(error) } : {}),
      });
      if (!wait) return failed(progress, error);
      await sleep(wait.pauseMs);
      await untilLoggedIn(error.kind, context);
    }
  }
}

const failureOf = ({ kind, code, message, requestId }: AwsError): StepEvent["failure"] => ({
  kind,
  code,
  message,
  requestId,
});

/** Why the step counts as done in spite of the error; null when it does not, or when that cannot be read just now. */
async function doneNote(definition: StepDefinition, error: AwsError): Promise<string | null> {
  try {
    return (await definition.treatAsDone?.(error)) ?? null;
  } catch (unreadable) {
    if (isAwsError(unreadable)) return null;
    throw unreadable;
  }
}

/** A wait for these ends by the error itself when a stop is requested. */
const WAITED_FOR: readonly AwsErrorKind[] = [...TRANSIENT, ...LOGINS];

/** Waits until the effect is visible. */
async function settle(
  definition: StepDefinition,
  progress: Progress,
  record: Recorder,
  { journal }: RunContext,
): Promise<StepOutcome> {
  if (!definition.settle) return outcome(progress, "done");
  await record("settling");
  const isNew = whenChanged<string | null>(null);
  const pause: Pause = async (milliseconds, note, login) => {
    if (isNew(note)) {
      await record("settling", { ...(note === null ? {} : { note }), ...(login ? { login } : {}) });
    }
    await sleep(milliseconds);
    return (await journal.stopRequested()) ? "stop" : "continue";
  };
  try {
    const settled = await definition.settle(progress.found.output, pause);
    if (settled === "stopped") return outcome(progress, "stopped");
    return settled ? outcome(progress, "failed", settled) : outcome(progress, "done");
  } catch (error) {
    const stopped = isAwsError(error) && WAITED_FOR.includes(error.kind) && (await journal.stopRequested());
    return stopped ? outcome(progress, "stopped") : failed(progress, error);
  }
}
