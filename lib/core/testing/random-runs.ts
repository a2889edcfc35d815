/**
 * How long property tests run, and with which numbers: `fewest` runs unless POSTERN_RANDOM_NETWORKS says more, and a seed that is new
 * every time unless POSTERN_RANDOM_SEED repeats one. Tests have the seed in their names.
 */
export function randomRuns(fewest: number): { numRuns: number; seed: number } {
  const number = (name: string) => Number(process.env[name] || Number.NaN);
  const [runs, seed] = [number("POSTERN_RANDOM_NETWORKS"), number("POSTERN_RANDOM_SEED")];
  return {
    numRuns: Number.isNaN(runs) ? fewest : runs,
    seed: Number.isNaN(seed) ? Math.floor(Math.random() * 2 ** 31) : seed,
  };
}
