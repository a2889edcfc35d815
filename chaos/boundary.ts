/** Where a worker can be killed: between two things that it does to the outside. */

type Point =
  /** An entry of a step's stream is about to be written. */
  | "journal"
  /** A call is about to be sent. */
  | "call"
  /** The call has arrived and had no effect yet. */
  | "arrived"
  /** It has had its effect, and is not answered yet. */
  | "effect"
  /** Its answer is there. */
  | "answered"
  /** The step's result is about to be written. */
  | "record"
  /** It is written. */
  | "recorded"
  /** The account is about to be read: before a call, while its effect is waited for, or for the verification. */
  | "read";

/** `name`: the step, or the operation. Workers know the account of a call, and the run of a row. */
export type Boundary = { point: Point; name: string; account?: string; runId?: string };

export type FromWorker = { number: number; boundary: Boundary } | { ready: true };
export type ToWorker = { number: number };
