import { refusals } from "#lib/core/network/ec2-rules";
import type { EndpointRule } from "../endpoints/proposal";
import { refuse } from "../protocol/refuse";

export const oneSubnetPerZone: EndpointRule = {
  name: "An interface endpoint has at most one subnet in each Availability Zone",
  source: refusals.duplicateSubnetsInSameZone.source,
  check({ subnets }) {
    const zones = new Set<string>();
    for (const { id, availabilityZone } of subnets) {
      if (zones.has(availabilityZone)) refuse(refusals.duplicateSubnetsInSameZone, { subnetId: id });
      zones.add(availabilityZone);
    }
  },
};

export const zonesOfTheService: EndpointRule = {
  name: "A subnet's Availability Zone must be one that the service supports",
  source: refusals.zoneNotSupported.source,
  check({ service, subnets }) {
    const elsewhere = subnets.find((subnet) => !service.availabilityZones.includes(subnet.availabilityZone));
    if (elsewhere) refuse(refusals.zoneNotSupported, { serviceName: service.name, subnetId: elsewhere.id });
  },
};
