/** A workflow as stored, in the terms of this package. */
import type { WorkflowStatus, WorkflowStatusString } from "@dbos-inc/dbos-sdk";

/** "returned" and "threw" say how its function ended; "closed": it was cancelled, or recovered too often. */
export type WorkflowState = "enqueued" | "running" | "returned" | "threw" | "closed";

export type WorkflowRow = {
  id: string;
  /** Name of the workflow. */
  workflow: string;
  state: WorkflowState;
  /** Recorded when it was enqueued. */
  attributes: unknown;
  /** What it was started with; undefined where rows are listed without. */
  input: unknown;
  /** What it returned. */
  output: unknown;
  /** What it threw. */
  error: unknown;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** null while it is open. */
  endedAt: number | null;
};

const STATES: Record<WorkflowStatusString, WorkflowState> = {
  ENQUEUED: "enqueued",
  DELAYED: "enqueued",
  PENDING: "running",
  SUCCESS: "returned",
  ERROR: "threw",
  CANCELLED: "closed",
  MAX_RECOVERY_ATTEMPTS_EXCEEDED: "closed",
};

const statuses = Object.keys(STATES) as WorkflowStatusString[];

/** Statuses of workflows that have not ended. */
export const OPEN = statuses.filter((status) => STATES[status] === "enqueued" || STATES[status] === "running");

/** The statuses that a workflow in one of these states may have. */
export function statusesOf(states: readonly WorkflowState[]): WorkflowStatusString[] {
  // A running workflow that another worker recovers is enqueued again.
  const all = states.includes("running") ? [...states, "enqueued"] : states;
  return statuses.filter((status) => all.includes(STATES[status]));
}

function stateOf({ status, recoveryAttempts = 0 }: WorkflowStatus): WorkflowState {
  const state = STATES[status as WorkflowStatusString];
  return state === "enqueued" && recoveryAttempts > 0 ? "running" : state;
}

export function rowOf(status: WorkflowStatus): WorkflowRow {
  const { workflowID: id, workflowName: workflow, attributes, output, error, createdAt } = status;
  const state = stateOf(status);
  const open = state === "enqueued" || state === "running";
  return {
    id,
    workflow,
    state,
    attributes,
    input: status.input?.[0],
    output,
    error,
    createdAt,
    endedAt: open ? null : (status.completedAt ?? status.updatedAt ?? createdAt),
  };
}
