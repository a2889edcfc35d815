import { z } from "zod";
import { memoize } from "#lib/core/text/memoize";
import { isEngineError, runStep } from "#lib/run/engine/workflow";
import { runErrorOf } from "./run-error";
import { type StepOutcome, stepOutcome } from "./stored";

type Step = { id: string; dependsOn: readonly string[] };

export type Outcomes = ReadonlyMap<string, StepOutcome>;

/** The outcome of an earlier step, waited for. */
export type OutcomeOf = (id: string) => Promise<StepOutcome>;

/** Runs a step and gives its outcome, the recorded one when it has run before. */
export async function runRecorded(id: string, body: () => Promise<StepOutcome>): Promise<StepOutcome> {
  return z.decode(stepOutcome, await runStep(id, async () => z.encode(stepOutcome, await body())));
}

/** The steps with the longest chain of dependants first, otherwise in their order: where EC2 limits calls, these must not wait. */
export function byCriticalPath<S extends Step>(steps: readonly S[]): S[] {
  const chains = new Map<string, number>();
  const dependants = new Map<string, string[]>();
  for (const { id, dependsOn } of steps) {
    for (const before of dependsOn) dependants.set(before, [...(dependants.get(before) ?? []), id]);
  }
  const chain = (id: string): number =>
    memoize(chains, id, () => 1 + Math.max(0, ...(dependants.get(id) ?? []).map(chain)));
  return steps.toSorted((a, b) => chain(b.id) - chain(a.id));
}

/**
 * Runs steps, each as soon as those it depends on are done; without dependencies, at once. All are started here in one order, that
 * of their critical path, without waiting in between, because a replay must meet them in the same order. A step is skipped when one
 * of its dependencies is not done; with `hasBegun` also when any step has failed and it has not started itself.
 */
export async function runSteps<S extends Step>(
  steps: readonly S[],
  body: (step: S, outcomeOf: OutcomeOf) => Promise<StepOutcome>,
  hasBegun?: (id: string) => Promise<boolean>,
): Promise<Outcomes> {
  const running = new Map<string, Promise<StepOutcome>>();
  let halted = false;
  const outcomeOf: OutcomeOf = (id) => running.get(id) ?? Promise.reject(new Error(`${id} is no step before this one`));

  for (const step of byCriticalPath(steps)) {
    const dependencies = step.dependsOn.filter((id) => running.has(id));
    const attempt = async (): Promise<StepOutcome> => {
      const outcomes = await Promise.all(dependencies.map(outcomeOf));
      if (outcomes.some(({ state }) => state !== "done")) return skipped();
      try {
        // A worker that died may have started it: then it has to be completed.
        if (halted && !(await hasBegun?.(step.id))) return skipped();
        return await body(step, outcomeOf);
      } catch (error) {
        if (isEngineError(error)) throw error;
        return { ...skipped(), state: "failed", error: runErrorOf(error) };
      }
    };
    running.set(
      step.id,
      runRecorded(step.id, attempt).then((outcome) => {
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
    created: [],
    before: null,
    requestId: null,
    alreadyDone: false,
    note: null,
    error: null,
  };
}
