/** Requests that tests of the rules vary. */
import {
  CreateVpcEndpointCommand,
  type CreateVpcEndpointCommandInput,
  DescribeVpcEndpointsCommand,
  type EC2Client,
  ModifyVpcEndpointCommand,
  type ModifyVpcEndpointCommandInput,
  type VpcEndpoint,
} from "@aws-sdk/client-ec2";
import { HOME } from "./fake-localstack";

/** Creates an interface endpoint for ECS in two zones without private DNS, or what `over` makes of it. */
export async function createEndpoint(
  client: EC2Client,
  over: Partial<CreateVpcEndpointCommandInput> = {},
): Promise<VpcEndpoint & { VpcEndpointId: string }> {
  const { VpcEndpoint } = await client.send(
    new CreateVpcEndpointCommand({
      VpcId: HOME,
      VpcEndpointType: "Interface",
      ServiceName: "com.amazonaws.us-east-1.ecs",
      SubnetIds: ["subnet-a1", "subnet-b1"],
      SecurityGroupIds: ["sg-endpoints"],
      PrivateDnsEnabled: false,
      ...over,
    }),
  );
  return { ...VpcEndpoint, VpcEndpointId: VpcEndpoint?.VpcEndpointId ?? "" };
}

/** Creates a gateway endpoint for S3 on a route table. */
export const createGateway = (client: EC2Client, over: Partial<CreateVpcEndpointCommandInput> = {}) =>
  createEndpoint(client, {
    VpcEndpointType: "Gateway",
    ServiceName: "com.amazonaws.us-east-1.s3",
    SubnetIds: undefined,
    SecurityGroupIds: undefined,
    PrivateDnsEnabled: undefined,
    RouteTableIds: ["rtb-1"],
    ...over,
  });

export const modifyEndpoint = (client: EC2Client, input: ModifyVpcEndpointCommandInput) =>
  client.send(new ModifyVpcEndpointCommand(input));

/** The endpoint as DescribeVpcEndpoints shows it. */
export async function endpoint(client: EC2Client, id: string): Promise<VpcEndpoint> {
  const { VpcEndpoints } = await client.send(new DescribeVpcEndpointsCommand({ VpcEndpointIds: [id] }));
  return VpcEndpoints?.[0] ?? {};
}
