/** The calls that a step sent, from what it wrote before and after each. */
import type { RunCall } from "#lib/core/run/run";
import type { StepEvent, StepOutcome } from "#lib/run/step/stored";

/**
 * Every call in order. A call that failed has a stream entry; the last one is known by the step's result. `ended`: when the step
 * did, ISO 8601.
 */
export function callsOf(events: readonly StepEvent[], outcome: StepOutcome | null, ended: string | null): RunCall[] {
  const attempts = [...new Set(events.map(({ attempt }) => attempt))].filter((attempt) => attempt > 0);
  return attempts.flatMap((attempt): RunCall[] => {
    const own = events.filter((event) => event.attempt === attempt);
    const sent = own.find(({ input }) => input);
    if (!sent) return [];
    const failed = own.find(({ failure }) => failure);
    const settling = own.find(({ state }) => state === "settling");
    const returned = attempt === outcome?.attempt && !outcome.alreadyDone && outcome.requestId !== null;
    const { code, message, requestId = null } = failed?.failure ?? {};
    return [
      {
        attempt,
        startedAt: sent.at,
        endedAt: failed?.at ?? settling?.at ?? (returned ? ended : null),
        input: sent.input ?? null,
        requestId: failed ? requestId : returned ? outcome.requestId : null,
        failure: code === undefined ? null : { code, message: message ?? "" },
        note: failed?.note ?? null,
      },
    ];
  });
}
