import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateVpcEndpointCommand,
  DeleteSecurityGroupCommand,
  DeleteVpcEndpointsCommand,
  type DeleteVpcEndpointsCommandOutput,
  type EC2Client,
  ModifyVpcAttributeCommand,
  ModifyVpcEndpointCommand,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  type UnsuccessfulItem,
} from "@aws-sdk/client-ec2";
import type { Operation } from "#lib/core/format/plan-format";
import type { Target } from "#lib/core/run/target";
import { bucketsFor, withClients, withWriter } from "./client/clients";
import { readGateway } from "./ec2-reader";
import type { CallResult, UndoOperation, WriteGateway } from "./gateway";

type Output = Pick<DeleteVpcEndpointsCommandOutput, "$metadata" | "Unsuccessful">;
type Input = Record<string, unknown>;

/** Plans hold exactly the SDK's inputs (`lib/core` builds and tests them), so the casts below change nothing. */
const COMMANDS: Record<Operation | UndoOperation, (ec2: EC2Client, input: Input) => Promise<Output>> = {
  CreateSecurityGroup: (ec2, input) => ec2.send(new CreateSecurityGroupCommand(input as never)),
  AuthorizeSecurityGroupEgress: (ec2, input) => ec2.send(new AuthorizeSecurityGroupEgressCommand(input as never)),
  AuthorizeSecurityGroupIngress: (ec2, input) => ec2.send(new AuthorizeSecurityGroupIngressCommand(input as never)),
  ModifyVpcAttribute: (ec2, input) => ec2.send(new ModifyVpcAttributeCommand(input as never)),
  CreateVpcEndpoint: (ec2, input) => ec2.send(new CreateVpcEndpointCommand(input as never)),
  ModifyVpcEndpoint: (ec2, input) => ec2.send(new ModifyVpcEndpointCommand(input as never)),
  DeleteVpcEndpoints: (ec2, input) => ec2.send(new DeleteVpcEndpointsCommand(input as never)),
  RevokeSecurityGroupEgress: (ec2, input) => ec2.send(new RevokeSecurityGroupEgressCommand(input as never)),
  RevokeSecurityGroupIngress: (ec2, input) => ec2.send(new RevokeSecurityGroupIngressCommand(input as never)),
  DeleteSecurityGroup: (ec2, input) => ec2.send(new DeleteSecurityGroupCommand(input as never)),
};

/** Reads and changes one account and Region. */
export function writeGateway(target: Target): WriteGateway {
  return {
    ...readGateway(target),
    rateLimitWait: async (operation) => bucketsFor(target).reserve(operation),
    call(operation, input) {
      const send = async (ec2: EC2Client): Promise<CallResult> => {
        const { $metadata, ...output } = await COMMANDS[operation](ec2, input);
        const failed = output.Unsuccessful?.[0]?.Error;
        if (failed) throw refusal(failed, $metadata.requestId);
        return { output: JSON.parse(JSON.stringify(output)), requestId: $metadata.requestId ?? null };
      };
      // A dry run changes nothing, so that it may be sent again like a read.
      return input.DryRun === true
        ? withClients(target, operation, ({ ec2 }) => send(ec2))
        : withWriter(target, operation, send);
    },
  };
}

/** `DeleteVpcEndpoints` returns 200 even when it refuses. */
function refusal({ Code, Message }: NonNullable<UnsuccessfulItem["Error"]>, requestId: string | undefined): Error {
  return Object.assign(new Error(Message ?? Code), { Code, RequestId: requestId });
}
