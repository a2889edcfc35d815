import { refusals } from "#lib/core/network/ec2-rules";
import { isThere } from "../endpoints/addresses";
import { stateOf } from "../endpoints/endpoint";
import type { EndpointRule, Proposal } from "../endpoints/proposal";
import { refuse } from "../protocol/refuse";

const turnsOn = ({ before, after }: Proposal): boolean => after.privateDns && !before?.privateDns;

export const privateDnsForInterfaces: EndpointRule = {
  name: "Private DNS is for interface endpoints",
  source: refusals.privateDnsOfGateway.source,
  check({ after }) {
    if (after.type === "Gateway" && after.privateDns) refuse(refusals.privateDnsOfGateway);
  },
};

export const privateDnsOffered: EndpointRule = {
  name: "Private DNS needs a service that has private DNS names",
  source: refusals.privateDnsNotOffered.source,
  check(proposal) {
    const { service } = proposal;
    if (turnsOn(proposal) && service.privateDnsNames.length === 0) {
      refuse(refusals.privateDnsNotOffered, { serviceName: service.name });
    }
  },
};

export const privateDnsAttributes: EndpointRule = {
  name: "Private DNS needs enableDnsSupport and enableDnsHostnames of the VPC",
  source: refusals.privateDnsAttributes.source,
  check(proposal) {
    const { vpc } = proposal;
    if (turnsOn(proposal) && !(vpc.enableDnsSupport && vpc.enableDnsHostnames)) {
      refuse(refusals.privateDnsAttributes, { vpcId: vpc.id });
    }
  },
};

export const oneEndpointPerName: EndpointRule = {
  name: "In a VPC only one endpoint, or a private hosted zone, has a private DNS name",
  source: refusals.privateDnsConflict.source,
  check(proposal) {
    if (!turnsOn(proposal)) return;
    const { call, after, hostedZones } = proposal;
    const zone = after.privateDnsNames.find((name) => hostedZones.includes(name.replace(/^\*\./, "")));
    if (zone) refuse(refusals.privateDnsConflict, { name: zone, vpcId: after.vpcId });
    for (const other of call.state.endpoints.values()) {
      if (other.id === after.id || other.vpcId !== after.vpcId || !other.privateDns) continue;
      const name = other.privateDnsNames.find((taken) => after.privateDnsNames.includes(taken));
      if (name && isThere(other, call.now)) refuse(refusals.privateDnsConflict, { name, vpcId: after.vpcId });
    }
  },
};

export const privateDnsAfterAcceptance: EndpointRule = {
  name: "Private DNS waits until the service's owner has accepted the endpoint",
  source: refusals.privateDnsBeforeAcceptance.source,
  check(proposal) {
    const { call, before, service } = proposal;
    if (!turnsOn(proposal) || !service.acceptanceRequired) return;
    const accepted = before && stateOf(before, call.now) === "available";
    if (!accepted) refuse(refusals.privateDnsBeforeAcceptance, { serviceName: service.name });
  },
};

export const gatewayFirst: EndpointRule = {
  name: "Private DNS only for inbound resolver endpoints needs a gateway endpoint of the service in the VPC",
  source: refusals.gatewayFirst.source,
  check({ call, after }) {
    if (!after.privateDnsOnlyForInboundResolverEndpoint || !after.privateDns) return;
    const gateway = [...call.state.endpoints.values()].some(
      (other) =>
        other.type === "Gateway" &&
        other.vpcId === after.vpcId &&
        other.serviceName === after.serviceName &&
        isThere(other, call.now),
    );
    if (!gateway) refuse(refusals.gatewayFirst, { serviceName: after.serviceName, vpcId: after.vpcId });
  },
};
