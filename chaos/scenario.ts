/** One account's way through an apply and a rollback, and what is wrong at its end. */
import type { Change } from "#lib/core/format/plan-format";
import type { Run } from "#lib/core/run/run";
import type { FakeAccount, FakeOptions } from "#lib/run/testing/fake-account";
import { applyRequest } from "#lib/run/testing/scenario";
import { type Faults, noFaults } from "./accounts";
import { afterApply, afterRollback, type Flaws } from "./assertions";
import { callName } from "./boundary";
import { type Fixture, fixtureOf } from "./fixtures";
import type { Harness } from "./harness";
import type { Draw } from "./random";

export type Scenario = {
  name: string;
  fixture?: Fixture;
  cutover?: "safe" | "direct";
  account?: FakeOptions;
  faults?: Faults;
  /** A worker is killed at this boundary. */
  killAt?: string;
  /** The call of this change, by its place in the plan from 0 or, below 0, from its end, is refused once. */
  failAt?: number;
  rollbackOnFailure?: boolean;
};

export type ScenarioResult = Flaws & {
  name: string;
  faultCount: number;
  /** Keys of the boundaries, in the order in which they were crossed. */
  crossed: readonly string[];
  /** Names of the calls of its steps, by step. */
  calls: ReadonlyMap<string, string>;
  /** A worker was killed where it was to be. */
  killed: boolean;
  /** It never came to the boundary or the failure that it was meant for. */
  missed: boolean;
  elapsedMs: number;
};

let count = 0;

/** Applies, looks, takes back, looks. After a failure on purpose only the end counts: the account as it was before. */
export async function runScenario(lab: Harness, journey: Scenario, draw: Draw): Promise<ScenarioResult> {
  count += 1;
  const { snapshot, intent } = fixtureOf(String(100_000_000_000 + count), journey.fixture, journey.cutover);
  const lane = lab.open(snapshot, journey.account ?? {}, journey.faults ?? noFaults, draw);
  const { fake, created: made } = lane.account;
  lane.killAt = journey.killAt ?? null;
  const request = applyRequest(snapshot, intent, { rollbackOnFailure: journey.rollbackOnFailure ?? false });
  const failing = journey.failAt !== undefined;
  if (journey.failAt !== undefined) fail(fake, request.plan.changes, journey.failAt);

  const verdicts: Flaws[] = [];
  const runs: Run[] = [];
  const begun = Date.now();
  let went = false;
  try {
    const applied = await lane.carryOut(request);
    runs.push(applied);
    // A worker may die of which alone the refusal was known: then the next attempt is not refused.
    went = applied.status === "succeeded";
    if (!failing || went) verdicts.push(afterApply(fake.snapshot(), made, intent, applied));
    const back =
      journey.rollbackOnFailure && !went
        ? applied
        : await lane.carryOut({ ...request, kind: "rollback", of: applied.id });
    runs.push(back);
    verdicts.push(afterRollback(fake.snapshot(), made, snapshot, back));
  } catch (error) {
    verdicts.push({ orphans: [], duplicates: [], repairs: [error instanceof Error ? error.message : String(error)] });
  }
  return {
    name: journey.name,
    orphans: verdicts.flatMap(({ orphans }) => orphans),
    duplicates: [...new Set(verdicts.flatMap(({ duplicates }) => duplicates))],
    repairs: verdicts.flatMap(({ repairs }) => repairs),
    faultCount: lane.account.faultCount + (failing ? 1 : 0),
    crossed: lane.crossed,
    calls: callsOf(runs),
    killed: journey.killAt !== undefined && lane.killAt === null,
    missed: lane.killAt !== null || (failing && went),
    elapsedMs: Date.now() - begun,
  };
}

function callsOf(runs: readonly Run[]): ReadonlyMap<string, string> {
  return new Map(
    runs.flatMap(({ steps }) =>
      steps.map(({ change, operation, input }): [string, string] => [
        change,
        callName(operation, (input as Readonly<Record<string, unknown>>) ?? {}),
      ]),
    ),
  );
}

function fail(fake: FakeAccount, changes: readonly Change[], place: number): void {
  const index = (place + changes.length) % changes.length;
  const operation = changes[index]?.operation ?? "";
  const call = changes.slice(0, index + 1).filter((change) => change.operation === operation).length;
  const fails = { kind: "denied", code: "UnauthorizedOperation", message: "You are not authorized" } as const;
  fake.faults.push({ operation, call, fails });
}
