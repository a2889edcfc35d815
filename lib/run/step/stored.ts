/**
 * What a run stores in the engine's rows and streams, and its form in the code. Stored field names never change: there are
 * databases with earlier runs. Where the code has a better name, a codec translates.
 */
import { z } from "zod";
import type { Operation, ReachabilityRow } from "#lib/core/format/plan-format";
import { type Check, RUN_KINDS, type RunError, type RunRequest } from "#lib/core/run/run";

z.config({ jitless: true });

/** Name of the step whose result lists the steps of a rollback. */
export const UNDO_PLAN = "undo-plan";

const runError = z.object({ code: z.string(), message: z.string(), sentence: z.string(), nextStep: z.string() });

const json = z.record(z.string(), z.json());

/** An SDK input or output. */
export type JsonObject = z.output<typeof json>;

/** One entry of a step's stream, written before each call and whenever the step begins to wait. */
export const stepEvent = z.object({
  state: z.enum(["calling", "settling"]),
  /** Number of the call, from 1; 0 before the first. */
  attempt: z.number(),
  /** ISO 8601, UTC. */
  at: z.string(),
  /** What is sent, references resolved. */
  input: json.optional(),
  /** The state before the step changed it; the first entry counts. */
  before: json.optional(),
  note: z.string().optional(),
  /** Set while it waits for somebody to log in: what has happened, and what to run. */
  login: z.object({ sentence: z.string(), nextStep: z.string() }).optional(),
  /** How the call of this number failed; without it, and without a result of the step, it is not known whether it did. */
  failure: z
    .object({ kind: z.string(), code: z.string(), message: z.string(), requestId: z.string().nullable() })
    .optional(),
});
export type StepEvent = z.output<typeof stepEvent>;

/** A step's result. */
export type StepOutcome = {
  state: "done" | "failed" | "skipped" | "stopped";
  attempt: number;
  input: JsonObject | null;
  /** The call's output, or its equivalent where the effect was found: references are resolved from it. */
  output: JsonObject;
  /** Ids of what this run created, and so may delete again. */
  created: string[];
  before: JsonObject | null;
  requestId: string | null;
  /** The effect was found in the account; no call has reported it. */
  alreadyDone: boolean;
  note: string | null;
  error: RunError | null;
};

export const stepOutcome = z.codec(
  z.object({
    state: z.enum(["done", "failed", "skipped", "stopped"]),
    attempt: z.number(),
    input: json.nullable(),
    output: json,
    made: z.array(z.string()),
    before: json.nullable(),
    requestId: z.string().nullable(),
    adopted: z.boolean(),
    note: z.string().nullable(),
    error: runError.nullable(),
  }),
  z.custom<StepOutcome>(),
  {
    decode: ({ made, adopted, ...rest }) => ({ ...rest, created: made, alreadyDone: adopted }),
    encode: ({ created, alreadyDone, ...rest }) => ({ ...rest, made: created, adopted: alreadyDone }),
  },
);

const createdIn = z.object({
  GroupId: z.string().optional(),
  VpcEndpoint: z.object({ VpcEndpointId: z.string() }).optional(),
});

/** Id of what came out of a step, the first where there are several; null: nothing did. */
export function resultId({ created, output }: StepOutcome): string | null {
  const found = createdIn.safeParse(output).data;
  return created[0] ?? found?.GroupId ?? found?.VpcEndpoint?.VpcEndpointId ?? null;
}

/** Those of earlier versions have the first three fields only. */
export const check = z.codec(
  z.object({
    name: z.string(),
    ok: z.boolean(),
    detail: z.string(),
    subject: z.string().default(""),
    promised: z.string().default(""),
    found: z.string().default(""),
  }),
  z.custom<Check>(),
  {
    decode: ({ promised: expected, found, ...rest }) => ({ ...rest, expected, found }),
    encode: ({ expected: promised, found, ...rest }) => ({ ...rest, promised, found }),
  },
);

const reachability = z.custom<ReachabilityRow[]>(Array.isArray);

/** Result of the step that verifies a run; an error of null: a stop was requested. */
export const verification = z.union([
  z.object({ checks: z.array(check), reachability }),
  z.object({ error: runError.nullable() }),
]);

/** A run's result. */
export const runOutcome = z.object({
  status: z.enum(["succeeded", "failed", "refused", "stopped", "rolled-back"]),
  error: runError.nullable(),
  verification: z.array(check).nullable(),
  reachability: reachability.nullable(),
  /** Of a run that rolled itself back after a failure: what the verification of that found. */
  undone: z.array(check).exactOptional(),
});
export type RunOutcome = z.output<typeof runOutcome>;

/** What a workflow returns. */
export type StoredOutcome = z.input<typeof runOutcome>;

/** A step of a rollback: what it undoes, and how. */
export const undoStep = z.object({
  /** `undo-` and the change's id. */
  id: z.string(),
  /** Id of the change that is undone. */
  change: z.string(),
  operation: z.enum([
    "DeleteVpcEndpoints",
    "RevokeSecurityGroupEgress",
    "RevokeSecurityGroupIngress",
    "DeleteSecurityGroup",
    "ModifyVpcEndpoint",
    "ModifyVpcAttribute",
  ]),
  input: json,
  /** What the change had sent. */
  undoes: json,
  /** What the run sent to create the endpoint that the step is about; null: the run did not create it. */
  creation: json.nullable().default(null),
  /** By then (milliseconds since 1970) every read of EC2 shows what the change did; before, some may not. */
  knownAt: z.number().default(0),
  dependsOn: z.array(z.string()),
  reason: z.string(),
});
export type UndoStep = z.output<typeof undoStep>;

/** A request as sent to the worker. */
export type StoredRequest = Omit<RunRequest, "recovery"> & { adopted?: true | undefined };

export function toStored({ recovery, ...request }: RunRequest): StoredRequest {
  return { ...request, ...(recovery ? { adopted: true } : {}) };
}

export function fromStored({ adopted, ...request }: StoredRequest): RunRequest {
  return { ...request, ...(adopted ? { recovery: true } : {}) };
}

/** Recorded with a run when it is enqueued, so that lists need not load whole plans. */
export const runAttributes = z.object({
  of: z.string().nullable(),
  vpcId: z.string(),
  region: z.string(),
  accountId: z.string(),
  actor: z.string(),
  changes: z.number(),
  operations: z.array(z.custom<Operation>((value) => typeof value === "string")),
  about: z.object({ vpc: z.string(), clients: z.array(z.string()), services: z.array(z.string()) }).exactOptional(),
  adopted: z.literal(true).optional(),
});
export type RunAttributes = z.output<typeof runAttributes>;

export const runKind = z.enum(RUN_KINDS);
