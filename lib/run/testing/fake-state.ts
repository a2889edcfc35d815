/** What the fake account holds, and what its operations share. */
import { AwsError, type AwsErrorKind } from "#lib/aws/gateway";
import type {
  SecurityGroup,
  SecurityGroupRule,
  Snapshot,
  Tags,
  VpcEndpoint,
  VpcEndpointId,
} from "#lib/core/network/snapshot";

export type FakeState = {
  snapshot: Snapshot;
  rules: Map<string, { groupId: string; direction: "ingress" | "egress"; rule: SecurityGroupRule; tags: Tags }>;
  tokens: Map<string, { input: string; id: VpcEndpointId }>;
  /** What is still to happen to an endpoint. */
  unsettled: Map<string, { at: number; then: () => void }>;
  createdAt: Map<string, number>;
  settleMs: number;
  unknownMs: number;
  lingerMs: number;
  count: number;
};

export type TagSpecifications = { Tags: { Key: string; Value: string }[] }[];

export type Output = Record<string, unknown>;

export const tagsOf = (specifications: TagSpecifications = []): Tags =>
  Object.fromEntries(specifications.flatMap(({ Tags }) => Tags.map(({ Key, Value }) => [Key, Value])));

export function refuse(kind: AwsErrorKind, code: string, message: string, operation = ""): AwsError {
  return new AwsError(
    kind,
    code,
    message,
    `EC2 says: ${message}`,
    "Change that and try again.",
    operation,
    "req-refused",
  );
}

/** A new id; reads show the resource after `unknownMs`. */
export function newId<P extends string>(state: FakeState, prefix: P): `${P}-${string}` {
  state.count += 1;
  const id = `${prefix}-f${state.count.toString(16).padStart(16, "0")}` as const;
  state.createdAt.set(id, Date.now());
  return id;
}

export function groupOf({ snapshot, createdAt, unknownMs }: FakeState, id: string): SecurityGroup {
  const group = snapshot.securityGroups.find((one) => one.id === id);
  if (!group || Date.now() - (createdAt.get(id) ?? 0) < unknownMs) {
    throw refuse("not-found", "InvalidGroup.NotFound", `The security group '${id}' does not exist`);
  }
  return group;
}

export function endpointOf({ snapshot }: FakeState, id: string): VpcEndpoint {
  const endpoint = snapshot.endpoints.find((one) => one.id === id);
  if (!endpoint)
    throw refuse("not-found", "InvalidVpcEndpointId.NotFound", `The Vpc Endpoint Id '${id}' does not exist`);
  return endpoint;
}
