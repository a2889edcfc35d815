/**
 * The chaos suite: runs on real PostgreSQL and in real worker processes, which are killed, on accounts whose responses get lost,
 * lag and are throttled. Prints what it did and what is wrong afterwards; ends with 1 when anything is.
 */
import { writeFileSync } from "node:fs";
import { flawless } from "./assertions";
import { tableOf, uncovered, unsent } from "./coverage";
import { type Harness, openHarness, type Tally } from "./harness";
import { boundaries, failures, lostAndThrottled, randomKills } from "./parts";
import { sandboxScenarios } from "./sandbox";
import type { ScenarioResult } from "./scenario";
import { settingsFrom } from "./settings";

/** In place of what should have been tested and was not. */
const untested = (name: string, why: string): ScenarioResult => ({
  name,
  orphans: [],
  duplicates: [],
  repairs: [`${why}, so nothing has been tested`],
  faultCount: 0,
  crossed: [],
  calls: new Map(),
  killed: false,
  missed: true,
  elapsedMs: 0,
});

async function main(): Promise<number> {
  const { seed, kills, boundaries: most, seconds, sandbox, only } = settingsFrom(process.env);
  console.log(`Chaos with seed ${seed}. To repeat it: POSTERN_CHAOS_SEED=${seed} npm run test:long`);
  const rows: Record<string, Record<string, number>> = {};
  const all: ScenarioResult[] = [];
  // On how many workers, with what share of the time, and how many kills were asked for. What needs little comes first: the rest of
  // its share goes to the kills.
  const parts = [
    { is: "lost", workers: 1, weight: 2, kills: 0, run: (harness: Harness) => lostAndThrottled(harness, seed) },
    { is: "failure", workers: 1, weight: 3, kills: 0, run: (harness: Harness) => failures(harness, seed) },
    {
      is: "boundaries",
      workers: 2,
      weight: 4,
      kills: most,
      run: (harness: Harness) => boundaries(harness, seed, most),
    },
    { is: "random", workers: 1, weight: 4, kills, run: (harness: Harness) => randomKills(harness, seed, kills) },
    {
      is: "sandbox",
      workers: 1,
      weight: sandbox ? 4 : 0,
      kills: 1,
      run: (harness: Harness) => sandboxScenarios(harness, seed),
    },
  ].filter(({ is, weight }) => weight > 0 && is.includes(only));
  const end = Date.now() + seconds * 1_000;
  let weights = parts.reduce((sum, { weight }) => sum + weight, 0);
  for (const part of parts) {
    const begun = Date.now();
    const harness = await openHarness(part.workers, begun + (Math.max(0, end - begun) * part.weight) / weights);
    weights -= part.weight;
    const { name, results, left, coverage } = await part.run(harness);
    await harness.close();
    // A suite that killed nothing has tested nothing.
    if (part.kills > 0 && harness.tally.hits === 0) results.push(untested(name, "no run was hit by a kill"));
    for (const call of coverage ? unsent(coverage) : []) results.push(untested(call, "it was never sent"));
    all.push(...results);
    rows[name] = rowOf(results, left, harness.tally, Date.now() - begun);
    console.log(
      `${name}: ${results.length} scenarios, ${harness.tally.kills} kills, ${inSeconds(Date.now() - begun)} s`,
    );
    if (coverage) {
      const blank = uncovered(coverage);
      console.log(`Calls and stages at which no worker was killed: ${blank.length === 0 ? "none" : blank.length}`);
      if (most === Number.POSITIVE_INFINITY) console.table(tableOf(coverage));
    }
    for (const one of results) if (!flawless(one)) console.log(`\n${described(one)}`);
  }
  console.table(rows);
  const failed = all.filter((one) => !flawless(one)).length;
  const counted = { passed: all.length - failed, failed };
  console.log(`${counted.passed} scenarios passed, ${counted.failed} failed (seed ${seed})`);
  const { POSTERN_CHAOS_REPORT: report } = process.env;
  if (report) writeFileSync(report, JSON.stringify(counted));
  return failed > 0 ? 1 : 0;
}

function rowOf(results: readonly ScenarioResult[], left: number, tally: Tally, elapsedMs: number) {
  const sum = (of: (one: ScenarioResult) => number) => results.reduce((total, one) => total + of(one), 0);
  return {
    scenarios: results.length,
    "no time for": left,
    kills: tally.kills,
    "runs hit": tally.hits,
    faults: sum(({ faultCount: faults }) => faults),
    orphans: sum(({ orphans }) => orphans.length),
    duplicates: sum(({ duplicates }) => duplicates.length),
    "hand repairs": sum(({ repairs }) => repairs.length),
    "not reached": sum(({ missed }) => Number(missed)),
    "slowest start, s": inSeconds(tally.slowestStartMs),
    "slowest resume, s": inSeconds(tally.slowestResumeMs),
    "time, s": inSeconds(elapsedMs),
  };
}

const inSeconds = (milliseconds: number) => Math.round(milliseconds / 100) / 10;

function described({ name, orphans, duplicates, repairs }: ScenarioResult): string {
  const line = (kind: string) => (text: string) => `  ${kind}: ${text.length > 700 ? `${text.slice(0, 700)}…` : text}`;
  return [
    name,
    ...orphans.map(line("orphan")),
    ...duplicates.map(line("duplicate")),
    ...repairs.map(line("hand repair")),
  ].join("\n");
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
