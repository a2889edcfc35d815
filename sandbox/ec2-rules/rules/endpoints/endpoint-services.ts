import { refusals } from "#lib/core/network/ec2-rules";
import type { Rule } from "../../call";
import { catalogue, type Service } from "../../endpoints/catalogue";
import { filtered } from "../../protocol/filters";
import { list } from "../../protocol/params";
import { refuse } from "../../protocol/refuse";
import { type Content, element } from "../../protocol/xml";

export const describeVpcEndpointServices: Rule = {
  name: "DescribeVpcEndpointServices gives each service's types, zones, names and IP address types",
  source: "EC2 API reference, DescribeVpcEndpointServices",
  actions: ["DescribeVpcEndpointServices"],
  async handle(call) {
    const services = await catalogue(call);
    const names = list(call.params, "ServiceName");
    const missing = names.find((name) => !services.some((service) => service.name === name));
    if (missing) refuse(refusals.unknownService, { serviceName: missing });
    const named = names.length === 0 ? services : services.filter((service) => names.includes(service.name));
    const found = filtered(call.params, named, (service) => ({
      owner: [service.owner],
      "service-name": [service.name],
      "service-region": [call.scope.region],
      "service-type": [service.type],
      "supported-ip-address-types": service.ipAddressTypes,
    }));
    return element("DescribeVpcEndpointServicesResponse", {
      serviceNameSet: [...new Set(found.map((service) => service.name))],
      serviceDetailSet: found.map((service) => described(service, call.scope.region)),
    });
  },
};

function described(service: Service, region: string): Content {
  const [firstName] = service.privateDnsNames;
  return {
    serviceName: service.name,
    serviceId: service.id,
    serviceType: [{ serviceType: service.type }],
    serviceRegion: region,
    availabilityZoneSet: service.availabilityZones,
    owner: service.owner,
    baseEndpointDnsNameSet: service.baseNames,
    ...(firstName
      ? {
          privateDnsName: firstName,
          privateDnsNameSet: service.privateDnsNames.map((privateDnsName) => ({ privateDnsName })),
          privateDnsNameVerificationState: "verified",
        }
      : {}),
    vpcEndpointPolicySupported: service.policySupported,
    acceptanceRequired: service.acceptanceRequired,
    managesVpcEndpoints: false,
    tagSet: [],
    supportedIpAddressTypeSet: service.ipAddressTypes,
  };
}
