/** Prints how to draw the same random cases again: before the tests, and after them where the summary is read. */
const line = () => console.log(`Random cases: POSTERN_TEST_SEED=${process.env.POSTERN_TEST_SEED}`);

export function setup(): void {
  line();
}

export function teardown(): void {
  line();
}
