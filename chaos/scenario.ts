/** One account that goes through an apply and a rollback, and what is wrong afterwards. */
import type { Change } from "#lib/core/format/plan-format";
import type { Run } from "#lib/core/run/run";
import type { FakeAccount, FakeOptions } from "#lib/run/testing/fake-account";
import { applyRequest } from "#lib/run/testing/scenario";
import { type Faults, noFaults } from "./accounts";
import { afterApply, afterRollback, type Flaws } from "./assertions";
import { callName } from "./boundary";
import { type Fixture, fixtureOf } from "./fixtures";
import type { Harness } from "./harness";
import type { Random } from "./random";

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
  /** A worker was killed at the boundary `killAt`. */
  killed: boolean;
  /** It never reached the boundary or the failure that it is about. */
  missed: boolean;
  elapsedMs: number;
};

let count = 0;

/** Applies, checks, rolls back, checks. After a failure on purpose only the end counts: the account as it was before. */
export async function runScenario(harness: Harness, scenario: Scenario, random: Random): Promise<ScenarioResult> {
  count += 1;
  const { snapshot, intent } = fixtureOf(String(100_000_000_000 + count), scenario.fixture, scenario.cutover);
  const session = harness.open(snapshot, scenario.account ?? {}, scenario.faults ?? noFaults, random);
  const { fake, created } = session.account;
  session.killAt = scenario.killAt ?? null;
  const request = applyRequest(snapshot, intent, { rollbackOnFailure: scenario.rollbackOnFailure ?? false });
  const failing = scenario.failAt !== undefined;
  if (scenario.failAt !== undefined) fail(fake, request.plan.changes, scenario.failAt);

  const flaws: Flaws[] = [];
  const runs: Run[] = [];
  const begun = Date.now();
  let succeeded = false;
  try {
    const applied = await session.carryOut(request);
    runs.push(applied);
    // The worker that got the refusal may die before it records it: then the next attempt is not refused.
    succeeded = applied.status === "succeeded";
    if (!failing || succeeded) flaws.push(afterApply(fake.snapshot(), created, intent, applied));
    const rollback =
      scenario.rollbackOnFailure && !succeeded
        ? applied
        : await session.carryOut({ ...request, kind: "rollback", of: applied.id });
    runs.push(rollback);
    flaws.push(afterRollback(fake.snapshot(), created, snapshot, rollback));
  } catch (error) {
    flaws.push({ orphans: [], duplicates: [], repairs: [error instanceof Error ? error.message : String(error)] });
  }
  return {
    name: scenario.name,
    orphans: flaws.flatMap(({ orphans }) => orphans),
    duplicates: [...new Set(flaws.flatMap(({ duplicates }) => duplicates))],
    repairs: flaws.flatMap(({ repairs }) => repairs),
    faultCount: session.account.faultCount + (failing ? 1 : 0),
    crossed: session.crossed,
    calls: callsOf(runs),
    killed: scenario.killAt !== undefined && session.killAt === null,
    missed: session.killAt !== null || (failing && succeeded),
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

function fail(fake: FakeAccount, changes: readonly Change[], at: number): void {
  const index = (at + changes.length) % changes.length;
  const operation = changes[index]?.operation ?? "";
  const call = changes.slice(0, index + 1).filter((change) => change.operation === operation).length;
  const fails = { kind: "denied", code: "UnauthorizedOperation", message: "You are not authorized" } as const;
  fake.faults.push({ operation, call, fails });
}
