import type { RunError } from "#lib/core/run/run";
import type { RunContext } from "./context";
import { runErrorOf } from "./run-error";

/** The task's result, or why there is none; an error of null: a stop was requested. */
export async function attempted<T>(
  context: RunContext,
  task: (context: RunContext) => Promise<T>,
): Promise<T | { error: RunError | null }> {
  try {
    return await task(context);
  } catch (error) {
    if (await context.journal.stopRequested()) return { error: null };
    return { error: runErrorOf(error) };
  }
}
