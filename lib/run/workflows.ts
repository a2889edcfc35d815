/** What the processes that enqueue runs and the worker agree on. */
import { randomBytes } from "node:crypto";
import type { RunRequest } from "#lib/core/run/run";

/** The workflows of runs are named by their kinds. */
export const RUN_QUEUE = "runs";

/** Short workflows that a worker answers and that change nothing. */
export const QUESTION_QUEUE = "permissions";
export const PERMISSION_WORKFLOW = "check-permissions";
export const ROLLBACK_PLAN_WORKFLOW = "plan-rollback";

/**
 * Raised manually whenever the order, names or results of a workflow's steps change. A worker goes on only with runs of its own
 * version; those of others are closed as interrupted and can be planned again.
 */
export const RUN_VERSION = "3";

/** A VPC, wherever it is. */
export type VpcKey = { accountId: string; region: string; vpcId: string };

export const vpcKey = ({ accountId, region, vpcId }: VpcKey): string => `${accountId}/${region}/${vpcId}`;

/** One run at a time may change a VPC: the queue's partition, by which a second start on it gets the id of the first. */
export function partitionOf({ accountId, plan }: Pick<RunRequest, "accountId" | "plan">): string {
  return vpcKey({ ...plan, accountId });
}

/** A new run's id in the form of EC2's own ids: 21 characters that are safe in tags, tokens and URLs. */
export function newRunId(): string {
  return `run-${randomBytes(9).toString("hex").slice(0, 17)}`;
}
