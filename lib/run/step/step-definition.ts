import type { AwsError, UndoOperation } from "#lib/aws/gateway";
import type { Operation } from "#lib/core/format/plan-format";
import type { RunError } from "#lib/core/run/run";
import type { Report } from "./retry-policy";
import type { JsonObject } from "./stored";

/** The state of a step in the account: how much of its effect exists. */
export type Reconciliation = {
  /** What is still to be sent; null: nothing is left to do. */
  remaining: JsonObject | null;
  /** Stands for the call's output when nothing is left. */
  output: JsonObject;
  /** Ids of what this run's earlier attempts created. */
  created: string[];
  note?: string;
};

/** One call and what makes it safe to repeat: each operation defines its own. */
export type StepDefinition = {
  operation: Operation | UndoOperation;
  /** SDK input, references resolved. */
  input: JsonObject;
  /** Reads what the step will change; recorded before the first call. */
  readBefore?(): Promise<JsonObject>;
  /** Reconcile before the first call too, and not only after an attempt that may have had its effect. */
  reconcileFirst: boolean;
  /** `before`: what `readBefore` read. `cause`: the error of the call before. */
  reconcile(before: JsonObject | null, cause: AwsError | null): Promise<Reconciliation>;
  /** Ids of what the call created. */
  createdIds(output: JsonObject): string[];
  /** A note on why an error means that the step is done, or need not be done; null: it means neither. */
  treatAsDone?(error: AwsError): Promise<string | null>;
  /** Waits until the effect is visible. null: it is; else why it will not be. */
  settle?(output: JsonObject, pause: Pause): Promise<RunError | "stopped" | null>;
};

/** Whether to continue; "stop": a stop was requested. */
export type Signal = "continue" | "stop";

/** Reports what is awaited and lets some time pass. */
export type Pause = (milliseconds: number, note: string | null, login?: Report["login"]) => Promise<Signal>;
