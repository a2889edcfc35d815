import { setTimeout as sleep } from "node:timers/promises";
import { Error as DbosErrors } from "@dbos-inc/dbos-sdk";
import { AwsError, type AwsErrorKind } from "#lib/aws/gateway";
import type { RunContext } from "./context";
import { LOGINS, untilLoggedIn } from "./login";
import { turn } from "./rate-limit";
import { type Expected, PASSING, patience } from "./retry-policy";
import { runErrorOf } from "./run-error";
import type { Look, Pause, Work } from "./step-definition";
import type { Members, StepEvent, StepOutcome } from "./stored";

/** How far a step has come. */
type Progress = Pick<StepOutcome, "attempt" | "before" | "note" | "requestId" | "adopted"> & {
  sent: Members;
  seen: Look;
};

type Recorder = (state: StepEvent["state"], rest?: Partial<StepEvent>) => Promise<void>;

/**
 * Does one step's work and waits for its effect, whatever comes in between: an attempt of a worker that died, answers that
 * get lost, throttling. Before each call it writes what it is about to send, reads the stop flag, and, when an earlier attempt
 * may have had its effect, looks instead of sending twice. Errors of AWS come back as the outcome.
 */
export async function perform(
  step: string,
  work: Work,
  context: RunContext,
  expected: readonly Expected[] = [],
): Promise<StepOutcome> {
  const earlier = await context.journal.events(step);
  const progress: Progress = {
    attempt: Math.max(0, ...earlier.map((event) => event.attempt)),
    before: earlier.find((event) => event.before)?.before ?? null,
    note: null,
    requestId: null,
    adopted: false,
    sent: work.input,
    seen: { remaining: work.input, output: {}, made: [] },
  };
  const record: Recorder = (state, rest = {}) =>
    context.journal.write(step, { state, attempt: progress.attempt, at: new Date().toISOString(), ...rest });
  const early = await send(work, progress, record, context, expected);
  return early ?? (await settle(work, progress, record, context));
}

function outcome(
  { sent, seen, ...progress }: Progress,
  state: StepOutcome["state"],
  error: StepOutcome["error"] = null,
): StepOutcome {
  const { output, made } = seen;
  return { ...progress, state, error, input: sent, output, made };
}

/** The step's end by an error. DBOS's own errors are not the step's: another worker may have taken the run over. */
function broken(progress: Progress, error: unknown): StepOutcome {
  if (error instanceof DbosErrors.DBOSError) throw error;
  return outcome(progress, "failed", runErrorOf(error));
}

/** Brings the effect about. null: it is under way, else the outcome with which the step ends here. */
async function send(
  work: Work,
  progress: Progress,
  record: Recorder,
  context: RunContext,
  expected: readonly Expected[],
): Promise<StepOutcome | null> {
  const { journal, gateway, settings } = context;
  const patient = patience(settings, [...LOGINS, ...expected]);
  // An attempt of a worker that died may have had its effect, and so may one that got no answer.
  let inDoubt = progress.attempt > 0;
  let cause: AwsError | null = null;
  for (;;) {
    if (await journal.stopRequested()) return outcome(progress, "stopped");
    let calling = false;
    try {
      if (work.before && !progress.before) progress.before = await work.before();
      if (work.lookFirst || progress.attempt > 0) progress.seen = await work.look(progress.before, cause);
      const { remaining, made, note } = progress.seen;
      progress.note = note ?? null;
      if (!remaining) {
        progress.adopted = true;
        return null;
      }
      const next = await turn(work.operation, context, (note) => record("calling", { note }));
      if (next === "stop") return outcome(progress, "stopped");
      progress.attempt += 1;
      progress.sent = remaining;
      await record("calling", { input: remaining, ...(progress.before ? { before: progress.before } : {}) });
      calling = true;
      const answer = await gateway.call(work.operation, remaining);
      const output = answer.output as Members;
      progress.requestId = answer.requestId;
      progress.seen = { remaining: null, output, made: [...made, ...work.made(output)] };
      return null;
    } catch (error) {
      if (!(error instanceof AwsError)) return broken(progress, error);
      if (calling) {
        cause = error;
        progress.requestId = error.requestId;
        inDoubt ||= error.kind === "unreachable";
      }
      progress.note = await pardoned(work, error);
      if (progress.note) return outcome({ ...progress, adopted: true }, "done");
      const wait = patient(error, calling && inDoubt ? ["refused"] : []);
      await record("calling", {
        ...wait?.told,
        ...(calling ? { failure: failureOf(error) } : {}),
      });
      if (!wait) return broken(progress, error);
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

/** Why the error does not matter; null when it does, or when that cannot be seen just now. */
async function pardoned(work: Work, error: AwsError): Promise<string | null> {
  try {
    return (await work.pardon?.(error)) ?? null;
  } catch (blind) {
    if (blind instanceof AwsError) return null;
    throw blind;
  }
}

/** A wait for these ends by the error itself when somebody asks the run to stop. */
const WAITED_FOR: readonly AwsErrorKind[] = [...PASSING, ...LOGINS];

/** Waits until the effect is there. */
async function settle(work: Work, progress: Progress, record: Recorder, { journal }: RunContext): Promise<StepOutcome> {
  if (!work.settle) return outcome(progress, "done");
  await record("settling");
  let told: string | null = null;
  const pause: Pause = async (milliseconds, note, login) => {
    if (note !== told) await record("settling", { ...(note === null ? {} : { note }), ...(login ? { login } : {}) });
    told = note;
    await sleep(milliseconds);
    return (await journal.stopRequested()) ? "stop" : "on";
  };
  try {
    const settled = await work.settle(progress.seen.output, pause);
    if (settled === "stopped") return outcome(progress, "stopped");
    return settled ? outcome(progress, "failed", settled) : outcome(progress, "done");
  } catch (error) {
    const gaveUp = error instanceof AwsError && WAITED_FOR.includes(error.kind) && (await journal.stopRequested());
    return gaveUp ? outcome(progress, "stopped") : broken(progress, error);
  }
}
