import { DBOS, Error as DbosErrors } from "@dbos-inc/dbos-sdk";
import { runErrorOf } from "./run-error";
import type { StepOutcome } from "./stored";

type Step = { id: string; dependsOn: readonly string[] };

export type Outcomes = ReadonlyMap<string, StepOutcome>;

/** What a step knows of those before it. */
export type Others = {
  /** The outcome of an earlier step, waited for. */
  outcomeOf(id: string): Promise<StepOutcome>;
};

/**
 * Runs steps as DBOS steps, each as soon as those it depends on are done; without such a step before it, at once. All are
 * started here in their order without waiting in between, because a replay must meet them in the same order. A step whose
 * forerunner did not get done is skipped; with `hasBegun` so is, once any step has failed, every other that has not begun.
 */
export async function carryOut<S extends Step>(
  steps: readonly S[],
  body: (step: S, others: Others) => Promise<StepOutcome>,
  hasBegun?: (id: string) => Promise<boolean>,
): Promise<Outcomes> {
  const running = new Map<string, Promise<StepOutcome>>();
  let halted = false;
  const outcomeOf = (id: string): Promise<StepOutcome> =>
    running.get(id) ?? Promise.reject(new Error(`${id} is no step before this one`));

  for (const step of steps) {
    const before = step.dependsOn.filter((id) => running.has(id));
    const attempt = async (): Promise<StepOutcome> => {
      const outcomes = await Promise.all(before.map(outcomeOf));
      if (outcomes.some(({ state }) => state !== "done")) return skipped();
      try {
        // A worker that died may have begun it: then it has to be brought to its end.
        if (halted && !(await hasBegun?.(step.id))) return skipped();
        return await body(step, { outcomeOf });
      } catch (error) {
        if (error instanceof DbosErrors.DBOSError) throw error;
        return { ...skipped(), state: "failed", error: runErrorOf(error) };
      }
    };
    const result = DBOS.runStep(attempt, { name: step.id });
    running.set(
      step.id,
      result.then((outcome) => {
        halted ||= hasBegun !== undefined && (outcome.state === "failed" || outcome.state === "stopped");
        return outcome;
      }),
    );
  }

  const settled = await Promise.allSettled(running.values());
  for (const result of settled) if (result.status === "rejected") throw result.reason;
  const outcomes = new Map<string, StepOutcome>();
  for (const [id, outcome] of running) outcomes.set(id, await outcome);
  return outcomes;
}

function skipped(): StepOutcome {
  return {
    state: "skipped",
    attempt: 0,
    input: null,
    output: {},
    made: [],
    before: null,
    requestId: null,
    adopted: false,
    note: null,
    error: null,
  };
}
