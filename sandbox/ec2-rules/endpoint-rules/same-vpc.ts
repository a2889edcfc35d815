import { refusals } from "#lib/core/network/ec2-rules";
import type { EndpointRule } from "../endpoints/proposal";
import { refuse } from "../protocol/refuse";

export const ownSubnets: EndpointRule = {
  name: "Who shares another account's subnets cannot make endpoints in them",
  source: refusals.sharedSubnet.source,
  check({ before, subnets }) {
    const subnet = subnets.find(({ id, shared }) => shared && !before?.subnetIds.includes(id));
    if (subnet) refuse(refusals.sharedSubnet, { subnetId: subnet.id });
  },
};

export const resourcesOfTheVpc: EndpointRule = {
  name: "Subnets, security groups and route tables of an endpoint are those of its VPC",
  source: refusals.groupOfAnotherVpc.source,
  check({ vpc, subnets, groups, routeTables }) {
    const vpcId = vpc.id;
    const elsewhere = (resource: { vpcId: string }) => resource.vpcId !== vpcId;
    const subnet = subnets.find(elsewhere);
    if (subnet) refuse(refusals.subnetOfAnotherVpc, { subnetId: subnet.id, vpcId });
    const group = groups.find(elsewhere);
    if (group) refuse(refusals.groupOfAnotherVpc, { groupId: group.id, vpcId });
    const table = routeTables.find(elsewhere);
    if (table) refuse(refusals.routeTableOfAnotherVpc, { routeTableId: table.id, vpcId });
  },
};
