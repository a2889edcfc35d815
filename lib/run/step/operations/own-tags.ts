import type { TaggedResource } from "#lib/aws/gateway";
import type { Operation } from "#lib/core/format/plan-format";
import type { Tags } from "#lib/core/network/snapshot";

/** By these a run finds again what one of its changes created. */
export function ownTags(runId: string, change: string): Tags {
  return { "postern:run": runId, "postern:change": change };
}

/** What calls create that carries these tags. */
export const TAGGED_RESOURCES: Partial<Record<Operation, TaggedResource>> = {
  CreateSecurityGroup: "security-group",
  AuthorizeSecurityGroupEgress: "security-group-rule",
  AuthorizeSecurityGroupIngress: "security-group-rule",
  CreateVpcEndpoint: "vpc-endpoint",
};
