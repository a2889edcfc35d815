/** What a run writes into DBOS's rows and streams, and its form when it is read back. */
import { z } from "zod";
import type { ReachabilityRow } from "#lib/core/format/plan-format";

z.config({ jitless: true });

const runError = z.object({ code: z.string(), message: z.string(), sentence: z.string(), nextStep: z.string() });

const members = z.record(z.string(), z.json());

/** One entry of a step's stream, written before each call and whenever the step begins to wait. */
export const stepEvent = z.object({
  state: z.enum(["calling", "settling"]),
  /** Number of the call, from 1; 0 before the first. */
  attempt: z.number(),
  /** ISO 8601, UTC. */
  at: z.string(),
  /** What is sent, references resolved. */
  input: members.optional(),
  /** What was there before the step changed it; its first entry counts. */
  before: members.optional(),
  note: z.string().optional(),
  /** Set while it waits for somebody to log in: what has happened, and what to run. */
  login: z.object({ sentence: z.string(), nextStep: z.string() }).optional(),
  /** How the call, the one of this number, failed; without it, and without a result of the step, its end is unknown. */
  failure: z
    .object({ kind: z.string(), code: z.string(), message: z.string(), requestId: z.string().nullable() })
    .optional(),
});
export type StepEvent = z.output<typeof stepEvent>;

/** A step's result. */
export const stepOutcome = z.object({
  state: z.enum(["done", "failed", "skipped", "stopped"]),
  attempt: z.number(),
  input: members.nullable(),
  /** The call's output, or what stands for it when the result was found: references are resolved from it. */
  output: members,
  /** Ids of what this run made, and so may take away again. */
  made: z.array(z.string()),
  before: members.nullable(),
  requestId: z.string().nullable(),
  adopted: z.boolean(),
  note: z.string().nullable(),
  error: runError.nullable(),
});
export type StepOutcome = z.output<typeof stepOutcome>;

const made = z.object({
  GroupId: z.string().optional(),
  VpcEndpoint: z.object({ VpcEndpointId: z.string() }).optional(),
});

/** Id of what came out of a step, the first where it is several; null: nothing did. */
export function resultId({ made: own, output }: StepOutcome): string | null {
  const found = made.safeParse(output).data;
  return own[0] ?? found?.GroupId ?? found?.VpcEndpoint?.VpcEndpointId ?? null;
}

/** Those of earlier versions have the first three members only. */
const check = z.object({
  name: z.string(),
  ok: z.boolean(),
  detail: z.string(),
  subject: z.string().default(""),
  promised: z.string().default(""),
  found: z.string().default(""),
});

/** A run's result. */
export const runOutcome = z.object({
  status: z.enum(["succeeded", "failed", "refused", "stopped", "rolled-back"]),
  error: runError.nullable(),
  verification: z.array(check).nullable(),
  reachability: z.custom<ReachabilityRow[]>(Array.isArray).nullable(),
});
export type RunOutcome = z.output<typeof runOutcome>;

/** A step of a rollback: what it takes back, and how. */
export const undoStep = z.object({
  /** `undo-` and the change's id. */
  id: z.string(),
  /** Id of the change that is taken back. */
  change: z.string(),
  operation: z.enum([
    "DeleteVpcEndpoints",
    "RevokeSecurityGroupEgress",
    "RevokeSecurityGroupIngress",
    "DeleteSecurityGroup",
    "ModifyVpcEndpoint",
    "ModifyVpcAttribute",
  ]),
  input: members,
  /** What the change had sent. */
  undoes: members,
  /** What the run sent to make the endpoint that the step is about; null: the run did not make it. */
  creation: members.nullable().default(null),
  /** By then (milliseconds since 1970) EC2 knows what the change made, wherever one asks; before, it may not know it yet. */
  knownAt: z.number().default(0),
  dependsOn: z.array(z.string()),
  reason: z.string(),
});
export type UndoStep = z.output<typeof undoStep>;

/** JSON members of an SDK input or output. */
export type Members = z.output<typeof members>;
