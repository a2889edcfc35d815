import { refusals } from "#lib/core/network/ec2-rules";
import type { EndpointRule } from "../endpoints/proposal";
import type { Subnet } from "../facts";
import { refuse } from "../protocol/refuse";

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

/** Which subnets an endpoint of a type may be in. */
const FITS: Readonly<Record<string, (subnet: Subnet) => boolean>> = {
  ipv4: ({ cidr }) => cidr !== "",
  ipv6: ({ cidr, ipv6 }) => cidr === "" && ipv6,
  dualstack: ({ cidr, ipv6 }) => cidr !== "" && ipv6,
};

export const addressTypeOfSubnets: EndpointRule = {
  name: "Every subnet of an endpoint has addresses of its IP address type: dualstack both kinds, ipv6 no others",
  source: refusals.addressTypeNotOfSubnet.source,
  check({ after: { type, ipAddressType }, subnets }) {
    if (type === "Gateway") return;
    const unfit = subnets.find((subnet) => FITS[ipAddressType]?.(subnet) === false);
    if (unfit) refuse(refusals.addressTypeNotOfSubnet, { subnetId: unfit.id, ipAddressType });
  },
};
