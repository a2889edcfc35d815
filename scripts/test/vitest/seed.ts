/** All property tests of a process draw from the seed of this run of tests, which `vitest.config.ts` has set. */
import fc from "fast-check";

fc.configureGlobal({ seed: Number(process.env.POSTERN_TEST_SEED) });
