/**
 * How fast the planner is on accounts as large as EC2's default quotas allow, and whether it grows no faster than they do.
 * Times depend on the machine; the ratios, measured side by side in one run, are what counts.
 */
import { Bench } from "tinybench";
import { plan } from "#lib/core/plan";
import { applyChanges } from "#lib/core/planning/simulate";
import { blastRadius } from "#lib/core/reachability/blast-radius";
import { reachability } from "#lib/core/reachability/reachability";
import { diagram } from "#lib/render/diagram";
import { largeAccount, type Question, SHAPES } from "./large-account";

/** Rounds of each task; enough for a 99th percentile. */
const ROUNDS = 100;

type Times = { p50: number; p99: number };

const stages = (question: Question): Record<string, () => unknown> => {
  const { snapshot, intent } = question;
  const planned = plan(snapshot, intent);
  const after = () => applyChanges(snapshot, planned.changes);
  const text = JSON.stringify(snapshot);
  return {
    "plan again": () => plan(snapshot, intent),
    "plan a snapshot just read": () => plan({ ...snapshot }, intent),
    reachability: () => reachability(snapshot, after(), intent),
    "blast radius": () => blastRadius(snapshot, after(), intent),
    diagram: () => diagram(snapshot, planned, "after"),
    "yardstick: read the snapshot's JSON": () => JSON.parse(text),
  };
};

/** Milliseconds of every stage. */
async function measured(question: Question): Promise<Map<string, Times>> {
  const bench = new Bench({ iterations: ROUNDS, time: 0, warmupIterations: 10, warmupTime: 0 });
  for (const [name, stage] of Object.entries(stages(question))) bench.add(name, () => void stage());
  await bench.run();
  return new Map(
    bench.tasks.map(({ name, result }) => {
      if (!("latency" in result)) throw new Error(`${name}: ${result.state}`);
      return [name, result.latency];
    }),
  );
}

const ms = (value: number) => value.toFixed(1).padStart(8);

for (const [name, shape] of Object.entries(SHAPES)) {
  const [once, twice] = [await measured(largeAccount(shape, 1)), await measured(largeAccount(shape, 2))];
  console.log(`\n${name}: 2,500 groups, 25,000 rules, 5,000 interfaces\n`);
  console.log(`${"".padEnd(36)}  p50 ms   p99 ms   p50 twice as large   ratio`);
  for (const [stage, { p50, p99 }] of once) {
    const double = twice.get(stage)?.p50 ?? Number.NaN;
    console.log(`${stage.padEnd(36)}${ms(p50)} ${ms(p99)}   ${ms(double)}           ×${(double / p50).toFixed(2)}`);
  }
}
