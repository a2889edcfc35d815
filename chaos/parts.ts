/** The parts of the suite: each runs many scenarios of one kind. */
import type { FakeOptions } from "#lib/run/testing/fake-account";
import { type Faults, noFaults } from "./accounts";
import { type Coverage, coverageOf, type KillPoint, killPointsOf, oneOfEachFirst } from "./coverage";
import type { Harness } from "./harness";
import { type Random, randomFrom, shuffled } from "./random";
import { runScenario, type Scenario, type ScenarioResult } from "./scenario";

/** Changes of the plan for the bare account. */
const CHANGES = 12;

/** Changes of the plan for the grown account. */
const CHANGES_GROWN = 9;

/** Counted from the end: the last change of any plan. */
const LAST = -1;

/** Concurrent scenarios. */
const AT_ONCE = 6;

/**
 * How often a scenario is run again that has not reached its boundary: kills of other scenarios may have led it past, less often
 * the fewer there are.
 */
const ATTEMPTS = 4;

/** An account in which nothing is known at once and nothing goes away at once. */
const lagging: FakeOptions = { settleMs: 60, unknownMs: 250, staleMs: 250, lingerMs: 150 };

/** `left`: scenarios for which there was no time. */
export type Part = { name: string; results: ScenarioResult[]; left: number; coverage?: Coverage };

async function runAll(
  harness: Harness,
  scenarios: readonly Scenario[],
  seed: number,
  atOnce = AT_ONCE,
): Promise<Omit<Part, "name">> {
  const left = [...scenarios];
  const results: ScenarioResult[] = [];
  const loops = Array.from({ length: atOnce }, async () => {
    while (!harness.timeIsUp()) {
      const scenario = left.shift();
      if (!scenario) return;
      results.push(await runScenario(harness, scenario, randomFrom(seed, scenario.name)));
    }
  });
  await Promise.all(loops);
  return { results, left: left.length };
}

/** Each response lost, each request lost, many calls throttled, reads that lag: no worker dies. */
export async function lostAndThrottled(harness: Harness, seed: number): Promise<Part> {
  const scenarios = (["safe", "direct"] as const).flatMap((cutover): Scenario[] => {
    const named = (name: string, faults: Partial<Faults>, account: FakeOptions = {}): Scenario => ({
      name: `${name}, ${cutover} cutover`,
      cutover,
      account,
      faults: { ...noFaults, ...faults },
    });
    return [
      named("each response lost once", { loseEachOnce: "response" }),
      named("each request lost once", { loseEachOnce: "request" }),
      named("each response lost once, reads lag", { loseEachOnce: "response" }, lagging),
      named("30 % throttled", { throttled: 0.3 }),
      named(
        "30 % throttled, each response lost once, reads lag",
        { throttled: 0.3, loseEachOnce: "response" },
        lagging,
      ),
      named("reads lag", {}, lagging),
    ];
  });
  return { name: "Lost, throttled, lagging", ...(await runAll(harness, scenarios, seed)) };
}

/** A failure at each change, rolled back by the run or on demand; reads lag in half of them. */
export async function failures(harness: Harness, seed: number): Promise<Part> {
  const scenarios = Array.from({ length: CHANGES }, (_, failAt) =>
    [true, false].flatMap((rollbackOnFailure) =>
      [{}, lagging].map((account): Scenario => {
        const how = `${rollbackOnFailure ? "by the run" : "on demand"}${account === lagging ? ", reads lag" : ""}`;
        return { name: `failure at change ${failAt + 1}, rolled back ${how}`, failAt, rollbackOnFailure, account };
      }),
    ),
  ).flat();
  const grown = Array.from(
    { length: CHANGES_GROWN },
    (_, failAt): Scenario => ({
      name: `grown: failure at change ${failAt + 1}, rolled back by the run`,
      fixture: "grown",
      failAt,
      rollbackOnFailure: true,
      account: failAt % 2 === 0 ? {} : lagging,
    }),
  );
  return {
    name: "Failure at each change",
    ...(await runAll(harness, shuffled([...scenarios, ...grown], randomFrom(seed, "failures")), seed)),
  };
}

/** A kill at each boundary that scenarios without kills cross, or at a number of them. */
export async function boundaries(harness: Harness, seed: number, most: number): Promise<Part> {
  const plain: Scenario[] = (["bare", "grown"] as const).flatMap((ground): Scenario[] => [
    { name: `${ground}: apply, rollback`, fixture: ground },
    { name: `${ground}: direct cutover`, fixture: ground, cutover: "direct" },
    { name: `${ground}: rolled back on failure`, fixture: ground, failAt: LAST, rollbackOnFailure: true },
  ]);
  const plainly = await runAll(harness, plain, seed);
  const points = plainly.results.flatMap(killPointsOf);
  const nameOf = ({ scenario, boundary }: KillPoint) => `${scenario}, kill at ${boundary}`;
  const kills = oneOfEachFirst(shuffled(points, randomFrom(seed, "boundaries")))
    .slice(0, most)
    .flatMap((point) => {
      const scenario = plain.find(({ name }) => name === point.scenario);
      return scenario ? [{ ...scenario, killAt: point.boundary, name: nameOf(point) }] : [];
    });
  const { results, left } = await runAll(harness, kills, seed);
  const reached = new Set(results.filter(({ killed }) => killed).map(({ name }) => name));
  const begun = new Set(results.map(({ name }) => name));
  for (let again = 0; again < ATTEMPTS; again += 1) {
    const missed = kills.filter(({ name }) => begun.has(name) && !reached.has(name));
    const more = await runAll(harness, missed, seed + again + 1, 2);
    results.push(...more.results);
    for (const { name, killed } of more.results) if (killed) reached.add(name);
  }
  return {
    name: "Kill at boundaries",
    results: [...plainly.results, ...results],
    left,
    coverage: coverageOf(points, (point) => reached.has(nameOf(point))),
  };
}

/** Kills at random moments while scenarios of all kinds run with faults of all kinds. */
export async function randomKills(harness: Harness, seed: number, kills: number): Promise<Part> {
  const enough = () => harness.tally.kills >= kills || harness.timeIsUp();
  const results: ScenarioResult[] = [];
  const loops = Array.from({ length: AT_ONCE }, async (_, loop) => {
    for (let round = 0; !enough(); round += 1) {
      const random = randomFrom(seed, `random ${loop} ${round}`);
      const scenario = anyScenario(`random ${loop}/${round}`, random);
      results.push(await runScenario(harness, scenario, random));
    }
  });
  const random = randomFrom(seed, "killer");
  const killer = async () => {
    while (!enough()) await harness.killOne(random, 1_500);
  };
  await Promise.all([killer(), ...loops]);
  return { name: "Kill at random", results, left: 0 };
}

function anyScenario(name: string, random: Random): Scenario {
  const sometimes = (most: number) => (random() < 0.5 ? 0 : random() * most);
  const failing = random() < 0.4;
  return {
    name,
    fixture: random() < 0.5 ? "bare" : "grown",
    cutover: random() < 0.5 ? "safe" : "direct",
    account: {
      settleMs: sometimes(400),
      unknownMs: sometimes(400),
      staleMs: sometimes(400),
      lingerMs: sometimes(400),
    },
    faults: {
      throttled: sometimes(0.3),
      lostRequests: sometimes(0.2),
      lostResponses: sometimes(0.2),
      delayMs: sometimes(60),
    },
    ...(failing ? { failAt: Math.floor(random() * CHANGES), rollbackOnFailure: random() < 0.5 } : {}),
  };
}
