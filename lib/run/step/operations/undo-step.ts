/** What the steps of a rollback share. */
import type { RunContext } from "../context";
import type { Reconciliation, StepDefinition } from "../step-definition";
import type { UndoStep } from "../stored";

/** What the steps before have done with endpoints. */
export type EndpointEffects = {
  /** Their private DNS is off now, or they are deleted. */
  withoutDns: ReadonlySet<string>;
  /** Left in place, because another user has changed them since the run. */
  retained: ReadonlySet<string>;
};

export type Undo = (step: UndoStep, context: RunContext, before: EndpointEffects) => StepDefinition;

const nothing: Reconciliation = { remaining: null, output: {}, created: [] };

/** Nothing is left to do, and why. */
export const noCall = (note: string): Reconciliation => ({ ...nothing, note });

/** It exists, and another user has changed it since: it is left in place. */
export const leftInPlace = (note: string): Reconciliation => ({ ...nothing, output: { kept: true }, note });

export const toSend = (remaining: Reconciliation["remaining"], note?: string): Reconciliation => ({
  ...nothing,
  remaining,
  ...(note === undefined ? {} : { note }),
});

export const GONE = "It was gone already.";

/**
 * Whether every read of EC2 shows what the change did, so that what is not found does not exist. By the clock, so that the wait does not
 * begin again when a worker dies.
 */
export const isPropagated = ({ knownAt }: Pick<UndoStep, "knownAt">): boolean => Date.now() >= knownAt;
