/** Which errors of AWS pass by themselves, how long a step bears them, and what it says meanwhile. */
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
  note: ({ sentence, nextStep }) => `Waiting for a login, then it goes on. ${sentence} ${nextStep}`,
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
    note: ({ sentence }) => `${sentence} Looking what has been done, then trying again.`,
  },
  busy: {
    budgetMs: ({ settleMs }) => settleMs,
    pauseMs: poll,
    note: () => "EC2 is still at work on it: waiting.",
  },
  duplicate: {
    budgetMs: ({ consistencyMs }) => consistencyMs,
    pauseMs: poll,
    note: () => "EC2 says that it exists: looking for it.",
  },
  "not-found": {
    budgetMs: ({ consistencyMs }) => consistencyMs,
    pauseMs: poll,
    note: () => "EC2 does not know yet what was just made: trying again.",
  },
  "in-use": {
    budgetMs: ({ dependencyMs }) => dependencyMs,
    pauseMs: ({ pollMs }, times) => Math.min(pollMs * 1.5 ** Math.min(times, 16), 15_000),
    note: () => "It is still in use: waiting until it is free.",
  },
  refused: {
    budgetMs: ({ consistencyMs }) => consistencyMs,
    pauseMs: poll,
    note: () => "EC2 refuses it, perhaps because an earlier attempt has done it: looking.",
  },
  "login-expired": login,
  "no-credentials": login,
};

/**
 * These pass by themselves only where a step expects them: something just made, a group being freed, a step half way, an attempt
 * before whose end is unknown.
 */
export type Expected = "not-found" | "in-use" | "refused" | "login-expired" | "no-credentials";
const ONLY_EXPECTED: ReadonlySet<AwsErrorKind> = new Set<Expected>([
  "not-found",
  "in-use",
  "refused",
  "login-expired",
  "no-credentials",
]);

/** Of these a series ends as soon as EC2 has given another answer; then one throttled call in three never adds up to a failure. */
export const PASSING: readonly AwsErrorKind[] = ["throttled", "unreachable"];

export type Wait = {
  pauseMs: number;
  /** What is waited for, as a step's stream says it. */
  told: Required<Pick<StepEvent, "note">> & Pick<StepEvent, "login">;
};

/**
 * Counts one step's errors. The function says how long to wait before the next attempt, or null when the error is final or
 * has lasted too long. What is expected may be named once for all errors, and for this one.
 */
export function patience(
  settings: RunSettings,
  expected: readonly Expected[] = [],
): (error: AwsError, now?: readonly Expected[]) => Wait | null {
  const seen = new Map<AwsErrorKind, { since: number; times: number }>();
  return (error, now = []) => {
    const borne: ReadonlySet<AwsErrorKind> = new Set([...expected, ...now]);
    const kind = error.code === "IdempotentParameterMismatch" ? "duplicate" : error.kind;
    const rule = RULES[kind];
    if (!PASSING.includes(kind)) for (const passing of PASSING) seen.delete(passing);
    if (!rule || (ONLY_EXPECTED.has(kind) && !borne.has(kind))) return null;
    const { since, times } = seen.get(kind) ?? { since: Date.now(), times: 0 };
    seen.set(kind, { since, times: times + 1 });
    if (Date.now() - since > rule.budgetMs(settings)) return null;
    const note = rule.note(error);
    const { sentence, nextStep } = error;
    const told = rule === login ? { note, login: { sentence, nextStep } } : { note };
    return { pauseMs: rule.pauseMs(settings, times), told };
  };
}
