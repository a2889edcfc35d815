/** What each call does to the fake account. */
import type { UndoOperation } from "#lib/aws/gateway";
import type { Operation } from "#lib/core/format/plan-format";
import type { VpcEndpointId } from "#lib/core/network/snapshot";
import { createEndpoint, deleteEndpoint, modifyEndpoint } from "./fake-endpoints";
import { authorize, createGroup, deleteGroup, revoke } from "./fake-groups";
import { type FakeState, type Output, refuse } from "./fake-state";

type Toggle = { Value: boolean };

type Effects = { [O in Operation | UndoOperation]: (state: FakeState, input: never) => Output };

export const operations = {
  CreateSecurityGroup: createGroup,
  AuthorizeSecurityGroupEgress: authorize("egress"),
  AuthorizeSecurityGroupIngress: authorize("ingress"),
  RevokeSecurityGroupEgress: revoke("egress"),
  RevokeSecurityGroupIngress: revoke("ingress"),
  ModifyVpcAttribute(state, input: { EnableDnsSupport?: Toggle; EnableDnsHostnames?: Toggle }) {
    const { vpc } = state.snapshot;
    if (!vpc) throw refuse("not-found", "InvalidVpcID.NotFound", "The VPC does not exist");
    vpc.enableDnsSupport = input.EnableDnsSupport?.Value ?? vpc.enableDnsSupport;
    vpc.enableDnsHostnames = input.EnableDnsHostnames?.Value ?? vpc.enableDnsHostnames;
    return {};
  },
  CreateVpcEndpoint: createEndpoint,
  ModifyVpcEndpoint: modifyEndpoint,
  DeleteVpcEndpoints(state, { VpcEndpointIds }: { VpcEndpointIds: VpcEndpointId[] }) {
    for (const id of VpcEndpointIds) deleteEndpoint(state, id);
    return {};
  },
  DeleteSecurityGroup(state, { GroupId }: { GroupId: string }) {
    deleteGroup(state, GroupId);
    return {};
  },
} satisfies Effects;
