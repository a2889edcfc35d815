/**
 * The chaos suite: runs on real PostgreSQL and in real worker processes, which are killed, on accounts whose answers get lost,
 * lag and are throttled. Prints what it did and what was left behind; ends with 1 when anything was.
 */
import { writeFileSync } from "node:fs";
import { boundsFrom } from "./bounds";
import type { Arrived } from "./journey";
import { flawless } from "./judge";
import { type Lab, openLab, type Tally } from "./lab";
import { boundaries, failures, faults, type Part, randomKills } from "./parts";
import { sandboxJourneys } from "./sandbox";

/** A part, and on how many workers. */
type PartOn = [workers: number, part: (lab: Lab) => Promise<Part>];

async function main(): Promise<number> {
  const { seed, kills, boundaries: most, seconds, sandbox } = boundsFrom(process.env);
  console.log(`Chaos with seed ${seed}. To repeat it: POSTERN_CHAOS_SEED=${seed} npm run test:chaos`);
  const rows: Record<string, Record<string, number>> = {};
  const all: Arrived[] = [];
  const parts: PartOn[] = [
    [1, (lab) => faults(lab, seed)],
    [1, (lab) => failures(lab, seed)],
    [2, (lab) => boundaries(lab, seed, most)],
    [1, (lab) => randomKills(lab, seed, kills)],
    ...(sandbox ? [[1, (lab) => sandboxJourneys(lab, seed)] satisfies PartOn] : []),
  ];
  const until = Date.now() + seconds * 1_000;
  for (const [workers, part] of parts) {
    const begun = Date.now();
    const lab = await openLab(workers, until);
    const { name, arrived } = await part(lab);
    await lab.close();
    all.push(...arrived);
    rows[name] = rowOf(arrived, lab.tally, Date.now() - begun);
    console.log(`${name}: ${arrived.length} journeys, ${lab.tally.kills} kills, ${inSeconds(Date.now() - begun)} s`);
    for (const one of arrived) if (!flawless(one)) console.log(`\n${described(one)}`);
  }
  console.table(rows);
  const failed = all.filter((one) => !flawless(one)).length;
  const counted = { passed: all.length - failed, failed };
  console.log(`${counted.passed} journeys went well, ${counted.failed} did not (seed ${seed})`);
  const { POSTERN_CHAOS_REPORT: report } = process.env;
  if (report) writeFileSync(report, JSON.stringify(counted));
  return failed > 0 ? 1 : 0;
}

function rowOf(arrived: readonly Arrived[], tally: Tally, elapsedMs: number) {
  const sum = (of: (one: Arrived) => number) => arrived.reduce((total, one) => total + of(one), 0);
  return {
    journeys: arrived.length,
    kills: tally.kills,
    "runs hit": tally.hits,
    faults: sum(({ faults }) => faults),
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

function described({ name, orphans, duplicates, repairs }: Arrived): string {
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
