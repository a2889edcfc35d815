/** How long to wait before a process that has ended is started again. */

const MINUTE_MS = 60_000;
/** So many ends within a minute are no accident. */
const ENDS_A_MINUTE = 5;
const FIRST_MS = 250;
const FIRST_REST_MS = 15_000;
const LONGEST_REST_MS = 300_000;

/** `rest`: it ends again and again, and something has to change first. */
export type Pause = { rest: boolean; ms: number };

/**
 * Pauses of one process. Called at each of its ends, with the times of that start and end in milliseconds: a quarter of a second,
 * then twice as long each time. From the fifth end within a minute on it pauses for 15 seconds, then twice as long each time, up to
 * five minutes, until it has run for a minute.
 */
export function pauses(): (startedAt: number, endedAt: number) => Pause {
  let ends: number[] = [];
  let rests = 0;
  return (startedAt, endedAt) => {
    if (endedAt - startedAt >= MINUTE_MS) rests = 0;
    ends = [...ends.filter((at) => at > endedAt - MINUTE_MS), endedAt];
    if (rests === 0 && ends.length < ENDS_A_MINUTE) return { rest: false, ms: FIRST_MS * 2 ** (ends.length - 1) };
    rests += 1;
    return { rest: true, ms: Math.min(FIRST_REST_MS * 2 ** (rests - 1), LONGEST_REST_MS) };
  };
}
