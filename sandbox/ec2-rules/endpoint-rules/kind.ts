import { refusals } from "#lib/core/ec2-rules";
import type { EndpointRule } from "../proposal";
import { refuse } from "../refuse";

export const subnetsForInterfaces: EndpointRule = {
  name: "Only interface endpoints have subnets and security groups",
  source: refusals.subnetsOfGateway.source,
  check({ after, subnets, groups }) {
    if (after.type === "Gateway" && subnets.length + groups.length > 0) refuse(refusals.subnetsOfGateway);
  },
};

export const routeTablesForGateways: EndpointRule = {
  name: "Only gateway endpoints have route tables",
  source: refusals.routeTablesOfInterface.source,
  check({ after, routeTables }) {
    if (after.type === "Interface" && routeTables.length > 0) refuse(refusals.routeTablesOfInterface);
  },
};

export const addressTypeOffered: EndpointRule = {
  name: "The IP address type must be one that the service supports",
  source: refusals.addressTypeNotOffered.source,
  check({ after, service }) {
    const wanted = after.ipAddressType === "dualstack" ? ["ipv4", "ipv6"] : [after.ipAddressType];
    if (wanted.some((type) => !service.ipAddressTypes.includes(type))) {
      refuse(refusals.addressTypeNotOffered, { serviceName: service.name, ipAddressType: after.ipAddressType });
    }
  },
};
