import type { AwsError, UndoOperation } from "#lib/aws/gateway";
import type { Operation } from "#lib/core/format/plan-format";
import type { RunError } from "#lib/core/run/run";
import type { Wait } from "./retry-policy";
import type { Members } from "./stored";

/** What a look at the account shows of a step's work. */
export type Look = {
  /** What is still to be sent; null: nothing is left to do. */
  remaining: Members | null;
  /** Stands for the call's output when nothing is left. */
  output: Members;
  /** Ids of what this run's earlier attempts made. */
  made: string[];
  note?: string;
};

/** One call and what makes it safe to try again, in the words of its operation. */
export type Work = {
  operation: Operation | UndoOperation;
  /** SDK input, references resolved. */
  input: Members;
  /** What is there now and will be changed; recorded before the first call. */
  before?(): Promise<Members>;
  /** Look at the account before the first call too, and not only after an attempt whose end is unknown. */
  lookFirst: boolean;
  look(before: Members | null, cause: AwsError | null): Promise<Look>;
  /** Ids of what the call made. */
  made(output: Members): string[];
  /** An error that means: it is done, or need not be done. The words for it, else null. */
  pardon?(error: AwsError): Promise<string | null>;
  /** Waits until the effect is there. null: it is; else why it will not be. */
  settle?(output: Members, pause: Pause): Promise<RunError | "stopped" | null>;
};

/** Tells what is waited for and lets some time pass. "stop": somebody asked the run to stop. */
export type Pause = (
  milliseconds: number,
  note: string | null,
  login?: Wait["told"]["login"],
) => Promise<"on" | "stop">;
