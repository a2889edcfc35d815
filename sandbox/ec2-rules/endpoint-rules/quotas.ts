import { quotas, refusals } from "#lib/core/network/ec2-rules";
import { livingEndpoints } from "../endpoints/endpoint";
import type { EndpointRule } from "../endpoints/proposal";
import { refuse } from "../protocol/refuse";

export const endpointsPerVpc: EndpointRule = {
  name: "A VPC has at most 50 interface endpoints, a Region at most 20 gateway endpoints",
  source: refusals.endpointLimit.source,
  check({ call, before, after }) {
    if (before) return;
    const others = livingEndpoints(call.state).filter((other) => other.type === after.type);
    const [count, most, per] =
      after.type === "Interface"
        ? [others.filter((other) => other.vpcId === after.vpcId).length, quotas.interfaceEndpointsPerVpc, "VPC"]
        : [others.length, quotas.gatewayEndpointsPerRegion, "Region"];
    if (count >= most) refuse(refusals.endpointLimit, { most, per });
  },
};

export const groupsPerInterface: EndpointRule = {
  name: "A network interface has at most 5 security groups, an interface endpoint's at least one",
  source: refusals.groupsPerInterface.source,
  check({ after, groups }) {
    if (after.type === "Gateway") return;
    const most = quotas.groupsPerInterface;
    if (groups.length > most) refuse(refusals.groupsPerInterface, { most });
    if (groups.length === 0) refuse(refusals.lastGroup, { endpointId: after.id });
  },
};
