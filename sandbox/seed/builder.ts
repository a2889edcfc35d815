/** Builds an account with EC2's own calls, sent through the rules. */
import type { Scope } from "../ec2-rules/call";
import type { Ec2 } from "../ec2-rules/ec2";
import { arnOf, type Fields, type Kind, put } from "../ec2-rules/ecs/resources";
import { type Element, parseXml, text } from "../ec2-rules/protocol/xml";

/** Input of a call: nested as in the query protocol, lists numbered from 1. */
export type Input = { [name: string]: string | number | boolean | Input | (string | Input)[] | undefined };

export type Builder = ReturnType<typeof builder>;

/** Calls that build seed accounts. Each throws when EC2 refuses it. */
export function builder(ec2: Ec2, scope: Scope) {
  const call = async (action: string, input: Input): Promise<Element> => {
    const { status, body } = await ec2.handle(scope, new Map([["Action", action], ...flat(input)]));
    if (status !== 200) throw new Error(`The seed's ${action} was refused: ${body}`);
    return parseXml(body);
  };
  const created = async (action: string, input: Input, ...path: string[]): Promise<string> =>
    text(await call(action, input), ...path);
  const named = (ResourceType: string, Name: string, tags: Record<string, string> = {}) => [
    { ResourceType, Tag: Object.entries({ Name, ...tags }).map(([Key, Value]) => ({ Key, Value })) },
  ];

  return {
    call,
    vpc: (name: string, cidr: string) =>
      created("CreateVpc", { CidrBlock: cidr, TagSpecification: named("vpc", name) }, "vpc", "vpcId"),
    subnet: (vpcId: string, name: string, cidr: string, zone: string) =>
      created(
        "CreateSubnet",
        {
          VpcId: vpcId,
          CidrBlock: cidr,
          AvailabilityZone: `${scope.region}${zone}`,
          TagSpecification: named("subnet", name),
        },
        "subnet",
        "subnetId",
      ),
    async internetGateway(vpcId: string, name: string): Promise<string> {
      const InternetGatewayId = await created(
        "CreateInternetGateway",
        { TagSpecification: named("internet-gateway", name) },
        "internetGateway",
        "internetGatewayId",
      );
      await call("AttachInternetGateway", { VpcId: vpcId, InternetGatewayId });
      return InternetGatewayId;
    },
    async natGateway(subnetId: string, name: string): Promise<string> {
      const AllocationId = await created(
        "AllocateAddress",
        { Domain: "vpc", TagSpecification: named("elastic-ip", name) },
        "allocationId",
      );
      const input = { SubnetId: subnetId, AllocationId, TagSpecification: named("natgateway", name) };
      return created("CreateNatGateway", input, "natGateway", "natGatewayId");
    },
    /** A route table with this default route, for these subnets. */
    async routeTable(vpcId: string, name: string, subnetIds: string[], defaultRoute?: Input): Promise<string> {
      const RouteTableId = await created(
        "CreateRouteTable",
        { VpcId: vpcId, TagSpecification: named("route-table", name) },
        "routeTable",
        "routeTableId",
      );
      if (defaultRoute) {
        await call("CreateRoute", { RouteTableId, DestinationCidrBlock: "0.0.0.0/0", ...defaultRoute });
      }
      for (const SubnetId of subnetIds) await call("AssociateRouteTable", { RouteTableId, SubnetId });
      return RouteTableId;
    },
    group: (vpcId: string, name: string, description: string) =>
      created(
        "CreateSecurityGroup",
        {
          VpcId: vpcId,
          GroupName: name,
          GroupDescription: description,
          TagSpecification: named("security-group", name),
        },
        "groupId",
      ),
    allow: (direction: "Ingress" | "Egress", GroupId: string, permissions: Input[]) =>
      call(`AuthorizeSecurityGroup${direction}`, { GroupId, IpPermissions: permissions }),
    /** Revokes the default rule of a new group, which allows all egress. */
    closeEgress: (GroupId: string) =>
      call("RevokeSecurityGroupEgress", {
        GroupId,
        IpPermissions: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }],
      }),
    /** Returns its id. */
    instance: (name: string, subnetId: string, groupId: string, address: string) =>
      created(
        "RunInstances",
        {
          ImageId: "ami-0abcdef1234567890",
          InstanceType: "t3.medium",
          MinCount: 1,
          MaxCount: 1,
          SubnetId: subnetId,
          PrivateIpAddress: address,
          SecurityGroupId: [groupId],
          TagSpecification: named("instance", name),
        },
        "instancesSet",
        "item",
        "instanceId",
      ),
    /** An interface that a service of AWS keeps in a subnet. */
    async managedInterface(input: {
      subnetId: string;
      groupId: string;
      address: string;
      description: string;
      requesterId: string;
      interfaceType?: string;
    }): Promise<string> {
      const { subnetId, groupId, address, description, requesterId, interfaceType = "interface" } = input;
      const id = await created(
        "CreateNetworkInterface",
        { SubnetId: subnetId, SecurityGroupId: [groupId], PrivateIpAddress: address, Description: description },
        "networkInterface",
        "networkInterfaceId",
      );
      ec2.note(scope, "interfaceFacts", { id, interfaceType, requesterId });
      return id;
    },
    endpoint: (input: Input, name: string) =>
      created(
        "CreateVpcEndpoint",
        { ...input, TagSpecification: named("vpc-endpoint", name) },
        "vpcEndpoint",
        "vpcEndpointId",
      ),
    /** Says what is in ECS, as its describe call gives it; `resource`: the last part of its ARN. */
    ecs: (kind: Kind, resource: string, fields: Fields) => put({ ec2, scope }, kind, arnOf(scope, resource), fields),
    created,
    named,
  };
}

/** One permission for TCP ports from or to a group or a CIDR. */
export function tcp(from: number, to: number, peer: { group: string } | { cidr: string }, Description: string): Input {
  const range =
    "group" in peer
      ? { Groups: [{ GroupId: peer.group, Description }] }
      : { IpRanges: [{ CidrIp: peer.cidr, Description }] };
  return { IpProtocol: "tcp", FromPort: from, ToPort: to, ...range };
}

function flat(input: Input, prefix = ""): [string, string][] {
  return Object.entries(input).flatMap(([name, value]): [string, string][] => {
    const key = `${prefix}${name}`;
    if (value === undefined) return [];
    if (Array.isArray(value)) {
      return value.flatMap((entry, at): [string, string][] =>
        typeof entry === "string" ? [[`${key}.${at + 1}`, entry]] : flat(entry, `${key}.${at + 1}.`),
      );
    }
    return typeof value === "object" ? flat(value, `${key}.`) : [[key, String(value)]];
  });
}
