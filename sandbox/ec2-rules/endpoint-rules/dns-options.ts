import { refusals } from "#lib/core/network/ec2-rules";
import type { EndpointRule } from "../endpoints/proposal";
import { refuse } from "../protocol/refuse";

/** Which records an endpoint of an IP address type can have. */
const RECORDS: Readonly<Record<string, readonly string[]>> = {
  ipv4: ["ipv4"],
  ipv6: ["ipv6"],
  dualstack: ["ipv4", "ipv6", "dualstack", "service-defined"],
};

export const recordsOfAddressType: EndpointRule = {
  name: "DNS records have a type that the endpoint has addresses of",
  source: refusals.dnsRecordIpType.source,
  check({ after: { dnsRecordIpType, ipAddressType } }) {
    if (dnsRecordIpType && !(RECORDS[ipAddressType] ?? []).includes(dnsRecordIpType)) {
      refuse(refusals.dnsRecordIpType, { dnsRecordIpType, ipAddressType });
    }
  },
};

export const inboundOnlyForTwins: EndpointRule = {
  name: "Private DNS only for inbound resolver endpoints is an option of services that have gateway and interface endpoints",
  source: refusals.inboundOnlyNotOffered.source,
  check({ inboundOnly, service, twin }) {
    if (inboundOnly !== undefined && !twin) refuse(refusals.inboundOnlyNotOffered, { serviceName: service.name });
  },
};
