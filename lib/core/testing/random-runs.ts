const number = (name: string) => Number(process.env[name] || Number.NaN);

/**
 * How often a property is tried: a tenth of `full`, or all of it where POSTERN_TEST_LONG is set, as `npm run test:long` does.
 */
export function shareOfRuns(full: number): number {
  return process.env.POSTERN_TEST_LONG ? full : Math.ceil(full / 10);
}

/** How long the tests on random networks run: `fewest` runs unless POSTERN_RANDOM_NETWORKS says more; with the seed of this run of tests. */
export function randomRuns(fewest: number): { numRuns: number; seed: number } {
  const [runs, seed] = [number("POSTERN_RANDOM_NETWORKS"), number("POSTERN_TEST_SEED")];
  return { numRuns: Number.isNaN(runs) ? fewest : runs, seed };
}
