/** What the enqueuing side and the worker agree on. */
import { randomBytes } from "node:crypto";
import type { RunKind, RunRequest } from "#lib/core/run/run";

export const APPLICATION = "postern";
export const QUEUE = "runs";

/**
 * Raised by hand whenever the order, names or results of a workflow's steps change. A worker goes on only with runs of its own
 * version; those of others are closed as interrupted and can be planned again.
 */
export const RUN_VERSION = "2";

/** Names of the workflows, by kind. */
export const WORKFLOWS: Record<RunKind, string> = { apply: "apply", rollback: "rollback" };

/** Name of the step whose result lists the steps of a rollback. */
export const UNDO_PLAN = "undo-plan";

/** A VPC, whoever looks at it. */
export type Place = { accountId: string; region: string; vpcId: string };

export const placeKey = ({ accountId, region, vpcId }: Place): string => `${accountId}/${region}/${vpcId}`;

/** One run at a time may change a VPC: the queue's partition, and what makes a second start on it be told of the first. */
export function partitionOf({ accountId, plan }: Pick<RunRequest, "accountId" | "plan">): string {
  return placeKey({ ...plan, accountId });
}

/** A new run's id in the form of EC2's own ids: 21 characters that are safe in tags, tokens and URLs. */
export function newRunId(): string {
  return `run-${randomBytes(9).toString("hex").slice(0, 17)}`;
}
