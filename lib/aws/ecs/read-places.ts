import type { NetworkInterface as Ec2NetworkInterface, Filter } from "@aws-sdk/client-ec2";
import { isAwsError } from "#lib/aws/gateway";
import { inFilters } from "#lib/aws/read/by-id";
import { type Describe, describe } from "#lib/aws/read/describe";
import type { Ec2Facts, namedPlaces, PlacedInterface } from "#lib/core/ecs/places";
import type { Read, SecurityGroupId, SubnetId, VpcId } from "#lib/core/network/snapshot";
import type { Target } from "#lib/core/run/target";

/** What EC2 knows of the subnets, instances and interfaces that ECS names. Interfaces may be unreadable, the rest throws an `AwsError`. */
export async function readPlaces(target: Target, named: ReturnType<typeof namedPlaces>): Promise<Ec2Facts> {
  const ec2 = describe(target);
  const [subnets, interfaces] = await Promise.all([
    all(ec2.subnets, "subnet-id", named.subnetIds),
    interfacesOf(ec2, named),
  ]);
  const vpcOf = Object.fromEntries(
    subnets.flatMap(({ SubnetId, VpcId }) => (SubnetId && VpcId ? [[SubnetId, VpcId as VpcId]] : [])),
  );
  const vpcIds = [...new Set(Object.values(vpcOf))];
  const defaults = await all((filters) => ec2.securityGroups([...filters, DEFAULT_GROUP]), "vpc-id", vpcIds);
  return {
    subnets: vpcOf,
    defaultGroups: Object.fromEntries(
      defaults
        .filter(({ GroupName }) => GroupName === "default")
        .map(({ VpcId, GroupId }) => [VpcId, GroupId as SecurityGroupId]),
    ),
    interfaces,
  };
}

const DEFAULT_GROUP: Filter = { Name: "group-name", Values: ["default"] };

const all = async <T>(
  ask: (filters: Filter[]) => Promise<T[]>,
  name: string,
  values: readonly string[],
): Promise<T[]> => (await Promise.all(inFilters(name, values).map((filter) => ask([filter])))).flat();

async function interfacesOf(
  ec2: Describe,
  { instanceIds, interfaceIds }: ReturnType<typeof namedPlaces>,
): Promise<Read<PlacedInterface[]>> {
  try {
    const found = await Promise.all([
      all(ec2.networkInterfaces, "attachment.instance-id", instanceIds),
      all(ec2.networkInterfaces, "network-interface-id", interfaceIds),
    ]);
    return { state: "read", value: found.flat().map(placed) };
  } catch (error) {
    if (!isAwsError(error) || error.kind !== "denied") throw error;
    return { state: "skipped", why: error.sentence.replace(/\.$/, "") };
  }
}

/** ECS attaches a task's interface to its instance, with the attachment's ARN as its description. */
const placed = (one: Ec2NetworkInterface): PlacedInterface => ({
  id: one.NetworkInterfaceId ?? "",
  instanceId: one.Attachment?.InstanceId ?? null,
  ofTask: /^arn:[\w-]+:ecs:/.test(one.Description ?? ""),
  vpcId: (one.VpcId ?? "") as VpcId,
  subnetId: (one.SubnetId ?? "") as SubnetId,
  securityGroupIds: (one.Groups ?? []).flatMap(({ GroupId }) => (GroupId ? [GroupId as SecurityGroupId] : [])),
});
