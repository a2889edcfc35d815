/** What the steps of a rollback share. */
import type { RunContext } from "../context";
import type { UndoStep } from "../stored";
import type { Look, Work } from "../work";

/** What the steps before have done with endpoints. */
export type Before = {
  /** Their private DNS is off now, or they are deleted. */
  freed: ReadonlySet<string>;
  /** They are left, because somebody else has changed them since the run. */
  kept: ReadonlySet<string>;
};

export type Undo = (step: UndoStep, context: RunContext, before: Before) => Work;

const nothing: Look = { remaining: null, output: {}, made: [] };

/** Nothing is left to do, and why. */
export const settledAs = (note: string): Look => ({ ...nothing, note });

/** It is there, and somebody else has changed it since: it is left. */
export const keptAs = (note: string): Look => ({ ...nothing, output: { kept: true }, note });

export const stillToDo = (remaining: Look["remaining"], note?: string): Look => ({
  ...nothing,
  remaining,
  ...(note === undefined ? {} : { note }),
});

export const GONE = "It was gone already.";

/**
 * Whether something that is not found is gone; to be asked from the first time on that it is not found. What EC2 has known once
 * is; what was made just now it may not know yet: only after a while of not finding it is it gone.
 */
export function absence({ seen }: Pick<UndoStep, "seen">, { settings }: RunContext): () => boolean {
  let since: number | null = null;
  return () => {
    since ??= Date.now();
    return seen || Date.now() - since >= settings.consistencyMs;
  };
}
