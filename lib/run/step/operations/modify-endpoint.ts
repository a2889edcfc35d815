import { z } from "zod";
import { AwsError } from "#lib/aws/gateway";
import type { VpcEndpoint, VpcEndpointId } from "#lib/core/network/snapshot";
import { samePolicy } from "#lib/core/policy/policy";
import type { RunContext } from "../context";
import type { StepDefinition } from "../step-definition";
import type { JsonObject } from "../stored";
import { endpointSettled, readEndpoint } from "./endpoint-state";

const ids = z.array(z.string()).optional();

export const modifyEndpointInput = z.looseObject({
  VpcEndpointId: z.string().transform((id) => id as VpcEndpointId),
  AddSubnetIds: ids,
  AddSecurityGroupIds: ids,
  AddRouteTableIds: ids,
  RemoveSubnetIds: ids,
  RemoveSecurityGroupIds: ids,
  RemoveRouteTableIds: ids,
  PolicyDocument: z.string().optional(),
  ResetPolicy: z.boolean().optional(),
  PrivateDnsEnabled: z.boolean().optional(),
  IpAddressType: z.string().optional(),
  DnsOptions: z.looseObject({ PrivateDnsOnlyForInboundResolverEndpoint: z.boolean().optional() }).optional(),
});
export type ModifyEndpointInput = z.output<typeof modifyEndpointInput>;

/** What an endpoint had before it was modified. */
export const endpointBefore = z.object({
  subnetIds: z.array(z.string()),
  securityGroupIds: z.array(z.string()),
  routeTableIds: z.array(z.string()),
  privateDnsEnabled: z.boolean(),
  privateDnsOnlyForInboundResolverEndpoint: z.boolean().default(false),
  policy: z.json(),
  ipAddressType: z.string().default("ipv4"),
});

/** The lists that a modification adds to and removes from, and where the snapshot holds them. */
export const ENDPOINT_LISTS = [
  { add: "AddSubnetIds", remove: "RemoveSubnetIds", has: "subnetIds" },
  { add: "AddSecurityGroupIds", remove: "RemoveSecurityGroupIds", has: "securityGroupIds" },
  { add: "AddRouteTableIds", remove: "RemoveRouteTableIds", has: "routeTableIds" },
] as const;

/** What a modification can change of an endpoint, as it is or was. */
type Modifiable = Record<(typeof ENDPOINT_LISTS)[number]["has"], readonly string[]> &
  Pick<VpcEndpoint, "privateDnsEnabled" | "privateDnsOnlyForInboundResolverEndpoint" | "policy" | "ipAddressType">;

/** The part of a modification that the endpoint lacks; null when it lacks nothing. */
export function remainingModification(input: ModifyEndpointInput, endpoint: Modifiable): JsonObject | null {
  const rest: JsonObject = {};
  for (const { add, remove, has } of ENDPOINT_LISTS) {
    const there = new Set<string>(endpoint[has]);
    const missing = (input[add] ?? []).filter((id) => !there.has(id));
    const surplus = (input[remove] ?? []).filter((id) => there.has(id));
    if (missing.length > 0) rest[add] = missing;
    if (surplus.length > 0) rest[remove] = surplus;
  }
  const { PolicyDocument, ResetPolicy, PrivateDnsEnabled, IpAddressType, DnsOptions } = input;
  if (PolicyDocument !== undefined && !samePolicy(JSON.parse(PolicyDocument), endpoint.policy)) {
    rest.PolicyDocument = PolicyDocument;
  }
  if (ResetPolicy) rest.ResetPolicy = true;
  const { PrivateDnsOnlyForInboundResolverEndpoint: onlyInbound, ...records } = DnsOptions ?? {};
  const options: JsonObject = {};
  const named =
    PrivateDnsEnabled === endpoint.privateDnsEnabled &&
    (onlyInbound ?? endpoint.privateDnsOnlyForInboundResolverEndpoint) ===
      endpoint.privateDnsOnlyForInboundResolverEndpoint;
  if (PrivateDnsEnabled !== undefined && !named) {
    rest.PrivateDnsEnabled = PrivateDnsEnabled;
    if (onlyInbound !== undefined) options.PrivateDnsOnlyForInboundResolverEndpoint = onlyInbound;
  }
  if (IpAddressType !== undefined && IpAddressType !== endpoint.ipAddressType) {
    rest.IpAddressType = IpAddressType;
    Object.assign(options, records);
  }
  if (Object.keys(options).length > 0) rest.DnsOptions = options;
  return Object.keys(rest).length > 0 ? { VpcEndpointId: input.VpcEndpointId, ...rest } : null;
}

const beforeOf = ({ policy, ...endpoint }: VpcEndpoint): JsonObject =>
  endpointBefore.parse({ ...endpoint, policy: policy ?? null });

function unknownEndpoint(id: VpcEndpointId): AwsError {
  const message = `The VPC endpoint '${id}' does not exist`;
  return new AwsError(
    "not-found",
    "InvalidVpcEndpointId.NotFound",
    message,
    `AWS does not know the endpoint ${id}.`,
    "Somebody may have deleted it: plan again.",
    "DescribeVpcEndpoints",
  );
}

/** Of a modification that was not in effect when the step started. */
export const FOUND_DONE = "No response reported it, but it differs from the state before: so it has been done.";

/**
 * Modifications carry no tags: what the endpoint lacks is what is sent, and after a lost response the difference alone shows
 * whether it was done.
 */
export function modifyEndpoint(members: JsonObject, context: RunContext): StepDefinition {
  const input = modifyEndpointInput.parse(members);
  const id = input.VpcEndpointId;
  return {
    operation: "ModifyVpcEndpoint",
    input: members,
    reconcileFirst: true,
    createdIds: () => [],
    async readBefore() {
      const endpoint = await readEndpoint(id, context);
      // The previous state could not be recorded, so nothing is sent.
      if (!endpoint) throw unknownEndpoint(id);
      return beforeOf(endpoint);
    },
    async reconcile(before) {
      const endpoint = await readEndpoint(id, context);
      const remaining = endpoint ? remainingModification(input, endpoint) : members;
      if (!endpoint || remaining) return { remaining, output: {}, created: [] };
      const was = before ? remainingModification(input, endpointBefore.parse(before)) : null;
      return { remaining, output: {}, created: [], note: was ? FOUND_DONE : "It was so already." };
    },
    settle: (_output, pause) =>
      endpointSettled(
        id,
        {
          state: "available",
          ...(input.PrivateDnsEnabled === undefined ? {} : { privateDns: input.PrivateDnsEnabled }),
        },
        context,
        pause,
      ),
  };
}
