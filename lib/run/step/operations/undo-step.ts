/** What the steps of a rollback share. */
import type { RunContext } from "../context";
import type { Look, Work } from "../step-definition";
import type { UndoStep } from "../stored";

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
 * Whether something that is not found is gone: what was made just now EC2 may not know yet. By the clock, so that a worker's
 * death does not make the wait begin anew.
 */
export const isAbsent = ({ knownAt }: Pick<UndoStep, "knownAt">): boolean => Date.now() >= knownAt;
