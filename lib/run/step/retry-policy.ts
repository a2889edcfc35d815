/** Which AWS errors are retried, for how long, and what a step reports meanwhile. */
import type { AwsError, AwsErrorKind } from "#lib/aws/gateway";
import type { RunSettings } from "./settings";
import type { StepEvent } from "./stored";

type Rule = {
  budgetMs: (settings: RunSettings) => number;
  pauseMs: (settings: RunSettings, times: number) => number;
  note: (error: AwsError) => string;
};

/** Full jitter: anything up to a bound that doubles each time, at most 20 s. */
const jitter = ({ backoffMs }: RunSettings, times: number) =>
  Math.random() * Math.min(20_000, backoffMs * 2 ** Math.min(times, 16));

const poll = ({ pollMs }: RunSettings) => pollMs;

const login: Rule = {
  budgetMs: ({ loginMs }) => loginMs,
  pauseMs: ({ pollMs }, times) => pollMs * Math.min(2 * 1.5 ** Math.min(times, 16), 5),
  note: ({ sentence, nextStep }) => `Waiting for a login, then it continues. ${sentence} ${nextStep}`,
};

const RULES: Partial<Record<AwsErrorKind, Rule>> = {
  throttled: {
    budgetMs: ({ retryMs }) => retryMs,
    pauseMs: jitter,
    note: () => "EC2 throttled the call: trying again.",
  },
  unreachable: {
    budgetMs: ({ retryMs }) => retryMs,
    pauseMs: jitter,
    note: ({ sentence }) => `${sentence} Checking what has been done, then trying again.`,
  },
  busy: {
    budgetMs: ({ settleMs }) => settleMs,
    pauseMs: poll,
    note: () => "EC2 is still working on it: waiting.",
  },
  duplicate: {
    budgetMs: ({ consistencyMs }) => consistencyMs,
    pauseMs: poll,
    note: () => "EC2 says that it exists: searching for it.",
  },
  "not-found": {
    budgetMs: ({ consistencyMs }) => consistencyMs,
    pauseMs: poll,
    note: () => "EC2 does not know yet what was just created: trying again.",
  },
  "in-use": {
    budgetMs: ({ dependencyMs }) => dependencyMs,
    pauseMs: ({ pollMs }, times) => Math.min(pollMs * 1.5 ** Math.min(times, 16), 15_000),
    note: () => "It is still in use: waiting until it is free.",
  },
  refused: {
    budgetMs: ({ consistencyMs }) => consistencyMs,
    pauseMs: poll,
    note: () => "EC2 refuses it, perhaps because an earlier attempt has done it: checking.",
  },
  "login-expired": login,
  "no-credentials": login,
};

/**
 * These are tolerated only where a step expects them: a resource just created, a group being freed, an earlier attempt that may
 * have had its effect, somebody who can log in.
 */
export type Tolerated = "not-found" | "in-use" | "refused" | "login-expired" | "no-credentials";
const ONLY_TOLERATED: ReadonlySet<AwsErrorKind> = new Set<Tolerated>([
  "not-found",
  "in-use",
  "refused",
  "login-expired",
  "no-credentials",
]);

/** A series of these ends with any other response of EC2, so that one throttled call in three never adds up to a failure. */
export const TRANSIENT: readonly AwsErrorKind[] = ["throttled", "unreachable"];

/** What is awaited, as a step's stream says it. */
export type Report = Required<Pick<StepEvent, "note">> & Pick<StepEvent, "login">;

export type Wait = { pauseMs: number; report: Report };

/**
 * Counts one step's errors. The function says how long to wait before the next attempt, or null when the error is final or
 * has lasted too long. What is tolerated may be named once for all errors, and for one error.
 */
export function retryPolicy(
  settings: RunSettings,
  always: readonly Tolerated[] = [],
): (error: AwsError, now?: readonly Tolerated[]) => Wait | null {
  const seen = new Map<AwsErrorKind, { since: number; times: number }>();
  return (error, now = []) => {
    const tolerated: ReadonlySet<AwsErrorKind> = new Set([...always, ...now]);
    const kind = error.code === "IdempotentParameterMismatch" ? "duplicate" : error.kind;
    const rule = RULES[kind];
    if (!TRANSIENT.includes(kind)) for (const transient of TRANSIENT) seen.delete(transient);
    if (!rule || (ONLY_TOLERATED.has(kind) && !tolerated.has(kind))) return null;
    const { since, times } = seen.get(kind) ?? { since: Date.now(), times: 0 };
    seen.set(kind, { since, times: times + 1 });
    if (Date.now() - since > rule.budgetMs(settings)) return null;
    const note = rule.note(error);
    const { sentence, nextStep } = error;
    const report = rule === login ? { note, login: { sentence, nextStep } } : { note };
    return { pauseMs: rule.pauseMs(settings, times), report };
  };
}
