/** The parts of the suite: each sends many accounts on their way through chaos of one kind. */
import type { FakeOptions } from "#lib/run/testing/fake-account";
import { type Faults, noFaults } from "./accounts";
import { type Coverage, coverageOf, type KillPoint, killPointsOf, oneOfEachFirst } from "./coverage";
import type { Harness } from "./harness";
import { type Draw, drawFrom, shuffled } from "./random";
import { runScenario, type Scenario, type ScenarioResult } from "./scenario";

/** Changes of the plan for the bare account. */
const CHANGES = 12;

/** And of that for the grown one. */
const CHANGES_GROWN = 9;

/** Counted from the end: the last change of any plan. */
const LAST = -1;

/** Journeys under way at a time. */
const AT_ONCE = 6;

/**
 * How often a journey is begun again that has not come to its boundary: the kills of others may have led it past, more seldom
 * the fewer there are.
 */
const AGAIN = 4;

/** An account in which nothing is known at once and nothing goes away at once. */
const lagging: FakeOptions = { settleMs: 60, unknownMs: 250, staleMs: 250, lingerMs: 150 };

/** `left`: journeys for which there was no time. */
export type Part = { name: string; results: ScenarioResult[]; left: number; coverage?: Coverage };

async function runAll(
  lab: Harness,
  journeys: readonly Scenario[],
  seed: number,
  atOnce = AT_ONCE,
): Promise<Omit<Part, "name">> {
  const left = [...journeys];
  const arrived: ScenarioResult[] = [];
  const lanes = Array.from({ length: atOnce }, async () => {
    while (!lab.timeIsUp()) {
      const journey = left.shift();
      if (!journey) return;
      arrived.push(await runScenario(lab, journey, drawFrom(seed, journey.name)));
    }
  });
  await Promise.all(lanes);
  return { results: arrived, left: left.length };
}

/** Each answer lost, each request lost, most calls throttled, reads that lag: no worker dies. */
export async function faults(lab: Harness, seed: number): Promise<Part> {
  const journeys = (["safe", "direct"] as const).flatMap((cutover): Scenario[] => {
    const named = (name: string, weather: Partial<Faults>, account: FakeOptions = {}): Scenario => ({
      name: `${name}, ${cutover} cutover`,
      cutover,
      account,
      faults: { ...noFaults, ...weather },
    });
    return [
      named("each answer lost once", { loseEachOnce: "answer" }),
      named("each request lost once", { loseEachOnce: "request" }),
      named("each answer lost once, reads lag", { loseEachOnce: "answer" }, lagging),
      named("30 % throttled", { throttled: 0.3 }),
      named("30 % throttled, each answer lost once, reads lag", { throttled: 0.3, loseEachOnce: "answer" }, lagging),
      named("reads lag", {}, lagging),
    ];
  });
  return { name: "Lost, throttled, lagging", ...(await runAll(lab, journeys, seed)) };
}

/** A failure at each change, taken back at once or on demand; reads lag in half of them. */
export async function failures(lab: Harness, seed: number): Promise<Part> {
  const journeys = Array.from({ length: CHANGES }, (_, failAt) =>
    [true, false].flatMap((rollbackOnFailure) =>
      [{}, lagging].map((account): Scenario => {
        const how = `${rollbackOnFailure ? "at once" : "on demand"}${account === lagging ? ", reads lag" : ""}`;
        return { name: `failure at change ${failAt + 1}, taken back ${how}`, failAt, rollbackOnFailure, account };
      }),
    ),
  ).flat();
  const grown = Array.from(
    { length: CHANGES_GROWN },
    (_, failAt): Scenario => ({
      name: `grown: failure at change ${failAt + 1}, taken back at once`,
      fixture: "grown",
      failAt,
      rollbackOnFailure: true,
      account: failAt % 2 === 0 ? {} : lagging,
    }),
  );
  return {
    name: "Failure at each change",
    ...(await runAll(lab, shuffled([...journeys, ...grown], drawFrom(seed, "failures")), seed)),
  };
}

/** A kill at each boundary that journeys without kills cross, or at so many of them. */
export async function boundaries(lab: Harness, seed: number, most: number): Promise<Part> {
  const plain: Scenario[] = (["bare", "grown"] as const).flatMap((ground): Scenario[] => [
    { name: `${ground}: apply, rollback`, fixture: ground },
    { name: `${ground}: direct cutover`, fixture: ground, cutover: "direct" },
    { name: `${ground}: taken back on failure`, fixture: ground, failAt: LAST, rollbackOnFailure: true },
  ]);
  const calmly = await runAll(lab, plain, seed);
  const places = calmly.results.flatMap(killPointsOf);
  const nameOf = ({ scenario: journey, boundary }: KillPoint) => `${journey}, kill at ${boundary}`;
  const kills = oneOfEachFirst(shuffled(places, drawFrom(seed, "boundaries")))
    .slice(0, most)
    .flatMap((place) => {
      const journey = plain.find(({ name }) => name === place.scenario);
      return journey ? [{ ...journey, killAt: place.boundary, name: nameOf(place) }] : [];
    });
  const { results: arrived, left } = await runAll(lab, kills, seed);
  const reached = new Set(arrived.filter(({ killed }) => killed).map(({ name }) => name));
  const begun = new Set(arrived.map(({ name }) => name));
  for (let again = 0; again < AGAIN; again += 1) {
    const missed = kills.filter(({ name }) => begun.has(name) && !reached.has(name));
    const more = await runAll(lab, missed, seed + again + 1, 2);
    arrived.push(...more.results);
    for (const { name, killed } of more.results) if (killed) reached.add(name);
  }
  return {
    name: "Kill at boundaries",
    results: [...calmly.results, ...arrived],
    left,
    coverage: coverageOf(places, (place) => reached.has(nameOf(place))),
  };
}

/** Kills at random moments while accounts of all kinds are on their way in weather of all kinds. */
export async function randomKills(lab: Harness, seed: number, kills: number): Promise<Part> {
  const enough = () => lab.tally.kills >= kills || lab.timeIsUp();
  const arrived: ScenarioResult[] = [];
  const lanes = Array.from({ length: AT_ONCE }, async (_, lane) => {
    for (let turn = 0; !enough(); turn += 1) {
      const draw = drawFrom(seed, `random ${lane} ${turn}`);
      const journey = anyJourney(`random ${lane}/${turn}`, draw);
      arrived.push(await runScenario(lab, journey, draw));
    }
  });
  const draw = drawFrom(seed, "killer");
  const killer = async () => {
    while (!enough()) await lab.killOne(draw, 1_500);
  };
  await Promise.all([killer(), ...lanes]);
  return { name: "Kill at random", results: arrived, left: 0 };
}

function anyJourney(name: string, draw: Draw): Scenario {
  const sometimes = (most: number) => (draw() < 0.5 ? 0 : draw() * most);
  const failing = draw() < 0.4;
  return {
    name,
    fixture: draw() < 0.5 ? "bare" : "grown",
    cutover: draw() < 0.5 ? "safe" : "direct",
    account: {
      settleMs: sometimes(400),
      unknownMs: sometimes(400),
      staleMs: sometimes(400),
      lingerMs: sometimes(400),
    },
    faults: {
      throttled: sometimes(0.3),
      lostRequests: sometimes(0.2),
      lostAnswers: sometimes(0.2),
      delayMs: sometimes(60),
    },
    ...(failing ? { failAt: Math.floor(draw() * CHANGES), rollbackOnFailure: draw() < 0.5 } : {}),
  };
}
