import { expect, test } from "vitest";
import { pauses } from "./pauses";

const SECOND = 1_000;

/** The pauses of a process that runs for `ms` each time, as seconds; long ones in brackets. */
function reported(runs: readonly number[]): string[] {
  const next = pauses();
  let now = 0;
  return runs.map((ms) => {
    const started = now;
    now += ms;
    const pause = next(started, now);
    now += pause.ms;
    return pause.rest ? `[${pause.ms / SECOND}]` : `${pause.ms / SECOND}`;
  });
}

test("one that ends now and then is started again at once", () => {
  expect(reported(Array(6).fill(61 * SECOND))).toEqual(Array(6).fill("0.25"));
});

test("one that ends five times within a minute gets long pauses, longer each time, and never for more than five minutes", () => {
  const rests = ["[15]", "[30]", "[60]", "[120]", "[240]", "[300]", "[300]"];
  expect(reported(Array(11).fill(SECOND))).toEqual(["0.25", "0.5", "1", "2", ...rests]);
});

test("one that ends every quarter of a minute never gets a long pause", () => {
  expect(reported(Array(9).fill(15 * SECOND)).filter((pause) => pause.startsWith("["))).toEqual([]);
});

test("once it has run for a minute it is forgiven", () => {
  const often = Array(6).fill(SECOND);
  expect(reported([...often, 60 * SECOND, SECOND])).toEqual(["0.25", "0.5", "1", "2", "[15]", "[30]", "0.25", "0.5"]);
});
