/** The port to AWS: all account access of Postern. `ec2-reader.ts` and `ec2-writer.ts` implement it with the SDK. */

import type { Operation } from "#lib/core/format/plan-format";
import type { Snapshot, Tags, VpcEndpoint, VpcEndpointId, VpcId } from "#lib/core/network/snapshot";
import type { VpcSummary } from "#lib/core/network/vpc-summary";
import type { Identity } from "#lib/core/run/target";

/** The read-only half: the web process has nothing else. Every describe call reads all pages. */
export type ReadGateway = {
  identity(): Promise<Identity>;
  /** Codes of the Regions that are enabled for the account. */
  regions(): Promise<string[]>;
  vpcs(): Promise<VpcSummary[]>;
  /** `named`: ids that the intent names, to distinguish those of another VPC from those that do not exist. */
  snapshot(vpcId: VpcId, named?: readonly string[]): Promise<Snapshot>;
  /** Endpoints by id; those that EC2 does not (yet) know are left out. */
  endpoints(ids: readonly VpcEndpointId[]): Promise<VpcEndpoint[]>;
  /** Ids of resources with all the tags: "vpc-endpoint", "security-group" or "security-group-rule". */
  tagged(resourceType: TaggedResource, tags: Tags): Promise<string[]>;
};

export type TaggedResource = "vpc-endpoint" | "security-group" | "security-group-rule";

/** Operations that a rollback needs besides a plan's own. */
export type UndoOperation =
  | "DeleteVpcEndpoints"
  | "RevokeSecurityGroupEgress"
  | "RevokeSecurityGroupIngress"
  | "DeleteSecurityGroup";

export type CallResult = {
  /** The SDK's output without its metadata, as JSON. */
  output: Record<string, unknown>;
  requestId: string | null;
};

/** The mutating half: only the worker and the command line have it. */
export type WriteGateway = ReadGateway & {
  /**
   * Milliseconds until EC2's limit on how often it may be called allows the next call. 0: now, and the next `call` of this
   * operation takes it, so that no call waits while it is in flight.
   */
  rateLimitWait(operation: Operation | UndoOperation): Promise<number>;
  /** Sends one call, once. Throws `AwsError`; `Unsuccessful[]` in a 200 response is thrown too. */
  call(operation: Operation | UndoOperation, input: Record<string, unknown>): Promise<CallResult>;
};

export type AwsErrorKind =
  | "unreachable"
  | "login-expired"
  | "no-credentials"
  | "denied"
  | "throttled"
  | "not-found"
  | "duplicate"
  | "busy"
  | "in-use"
  | "quota"
  | "refused"
  | "unknown";

/** Every failure of an AWS call, mapped once (`errors.ts`). */
export class AwsError extends Error {
  override readonly name = "AwsError";

  constructor(
    readonly kind: AwsErrorKind,
    /** AWS's own code, such as InvalidParameter. */
    readonly code: string,
    /** AWS's own message. */
    message: string,
    /** Plain words: what happened. */
    readonly sentence: string,
    /** What to do or run next. */
    readonly nextStep: string,
    readonly operation: string,
    readonly requestId: string | null = null,
  ) {
    super(message);
  }
}

/**
 * By its name, not by `instanceof`: a read that pages and handlers share fails with the class of the bundle that started it
 * (`per-process.ts`).
 */
export function isAwsError(value: unknown): value is AwsError {
  return value instanceof Error && value.name === "AwsError";
}
