import type { Json, Operation, Plan, ReachabilityRow } from "#lib/core/format/plan-format";
import type { Names, RunAbout } from "./names";
import type { Target } from "./target";

export const RUN_KINDS = ["apply", "rollback"] as const;

export type RunKind = (typeof RUN_KINDS)[number];

/** What is handed to the worker; plain JSON. */
export type RunRequest = {
  kind: RunKind;
  target: Target;
  accountId: string;
  /** The plan that was approved, whole. */
  plan: Plan;
  /** What people called the plan's resources when it was approved; missing in runs of earlier versions. */
  names?: Names;
  rollbackOnFailure: boolean;
  /** Who started it: ARN or name. */
  actor: string;
  /** For a rollback: the run that is rolled back. */
  of?: string;
  /** The run's record was lost: this run rebuilds it from the tags of the resources that it had created, and changes nothing. */
  recovery?: true | undefined;
};

export const RUN_STATUSES = [
  "queued",
  "running",
  "succeeded",
  "failed",
  "refused",
  "stopped",
  "interrupted",
  "rolled-back",
] as const;

export type RunStatus = (typeof RUN_STATUSES)[number];

export type StepState = "waiting" | "calling" | "settling" | "done" | "failed" | "skipped" | "stopped";

/** An error as shown: AWS's own code and message, and plain words. */
export type RunError = { code: string; message: string; sentence: string; nextStep: string };

export type RunStep = {
  /** Id of the change; steps of a rollback begin with `undo-`. */
  change: string;
  operation: string;
  reason: string;
  dependsOn: string[];
  state: StepState;
  attempt: number;
  /** ISO 8601, UTC. */
  startedAt: string | null;
  endedAt: string | null;
  /** What was sent, with references resolved. */
  input: Json | null;
  /** Id of what came out: vpce-…, sg-…, sgr-… */
  resultId: string | null;
  requestId: string | null;
  /** Every call that was sent, in order. */
  calls: RunCall[];
  /** Output of the last call, or its equivalent where the effect was found. */
  output: Json | null;
  /** The state before, where the step changed it. */
  before: Json | null;
  /** Its effect existed already, and no call has reported it: it was found by its tags, or by EC2's Duplicate error. */
  alreadyDone: boolean;
  /** The effect existed before the run, or another caller produced it: a rollback does not undo it. */
  wasThere: boolean;
  /** What it is waiting for, or what else is to be known about it: "Throttled: trying again". */
  note: string | null;
  error: RunError | null;
};

/** One call of a step. */
export type RunCall = {
  /** From 1. */
  attempt: number;
  /** ISO 8601, UTC. */
  startedAt: string;
  /** When it returned; null: it has not been seen to return. */
  endedAt: string | null;
  input: Json | null;
  requestId: string | null;
  /** AWS's own code and message; null: it succeeded, or its end is not known. */
  failure: { code: string; message: string } | null;
  /** What the run did about it. */
  note: string | null;
};

/** One expectation of the plan, and what was found in the account. */
export type Check = {
  /** What is checked. */
  name: string;
  ok: boolean;
  /** Expected and found, in a line of text. */
  detail: string;
  /** What it is about: an id, a name. Empty, as the next two are, in runs of earlier versions. */
  subject: string;
  expected: string;
  found: string;
};

export type Run = {
  id: string;
  kind: RunKind;
  of: string | null;
  /** Id of the rollback that has rolled this run back; null: none has, or the run itself did, after a failure. */
  rolledBackBy: string | null;
  status: RunStatus;
  /** A stop was requested; calls in flight still finish. */
  stopRequested: boolean;
  request: RunRequest;
  createdAt: string;
  endedAt: string | null;
  steps: RunStep[];
  /** It pauses until a person logs in to AWS again: what happened, and what to run. Then it resumes automatically. */
  waitsForLogin: { sentence: string; nextStep: string; since: string } | null;
  verification: Check[] | null;
  /** The same after the run rolled itself back. */
  undone: Check[] | null;
  /** Rows that differ from what the plan expects. */
  reachability: ReachabilityRow[] | null;
  error: RunError | null;
};

export type RunSummary = Pick<Run, "id" | "kind" | "of" | "status" | "createdAt" | "endedAt"> & {
  vpcId: string;
  region: string;
  accountId: string;
  actor: string;
  changes: number;
  operations: Operation[];
  /** Missing in runs of earlier versions. */
  about?: RunAbout;
  /** Its record was lost and rebuilt. */
  recovery?: true | undefined;
};

/** Which runs a list shows; without a field, whatever its value. */
export type RunFilter = {
  vpcId?: string;
  region?: string;
  accountId?: string;
  status?: RunStatus;
  kind?: RunKind;
  actor?: string;
  /** Part of a run's id or of a person's name, or the whole id of a resource or request in one of a run's calls. */
  text?: string;
};

/** `after`: where the page before ended, as its `next` says. */
export type RunPageRequest = RunFilter & { limit: number; after?: string };

/** Newest first. `next`: where the following page begins; null: there is none. */
export type RunPage = { runs: RunSummary[]; next: string | null };

/** Whose, and which networks', runs there are, each sorted. */
export type RunChoices = { vpcIds: string[]; regions: string[]; accountIds: string[]; actors: string[] };

/** A resource that carries the tags of a run. */
export type CreatedResource = {
  runId: string;
  /** Id of the change in the run's plan. */
  change: string;
  operation:
    | "CreateSecurityGroup"
    | "AuthorizeSecurityGroupEgress"
    | "AuthorizeSecurityGroupIngress"
    | "CreateVpcEndpoint";
  /** sg-…, sgr-… or vpce-… */
  id: string;
  vpcId: string;
  /** SDK input of the call that would create it as it is now, without tags. */
  input: { [key: string]: Json };
};

/** A run that has left resources in the account and has no record in the database. */
export type LostRun = {
  id: string;
  vpcId: string;
  region: string;
  /** In an order in which they can have been created. */
  resources: CreatedResource[];
};
