import { refusals } from "#lib/core/network/ec2-rules";
import type { Rule } from "../../call";
import { describedEndpoint, listedEndpoints, stateOf } from "../../endpoints/endpoint";
import { filtered } from "../../protocol/filters";
import { list } from "../../protocol/params";
import { refuse } from "../../protocol/refuse";
import { element } from "../../protocol/xml";

export const describeVpcEndpoints: Rule = {
  name: "DescribeVpcEndpoints shows states, interfaces and DNS names; deleted endpoints vanish",
  source: "EC2 API reference, DescribeVpcEndpoints",
  actions: ["DescribeVpcEndpoints"],
  handle(call) {
    const listed = listedEndpoints(call.state, call.now);
    const ids = list(call.params, "VpcEndpointId");
    const missing = ids.find((id) => !listed.some((endpoint) => endpoint.id === id));
    if (missing) refuse(refusals.endpointNotFound, { id: missing });
    const named = ids.length === 0 ? listed : listed.filter((endpoint) => ids.includes(endpoint.id));
    const found = filtered(
      call.params,
      named,
      (endpoint) => ({
        "ip-address-type": [endpoint.ipAddressType],
        "service-name": [endpoint.serviceName],
        "service-region": [endpoint.serviceRegion ?? call.scope.region],
        "vpc-id": [endpoint.vpcId],
        "vpc-endpoint-id": [endpoint.id],
        "vpc-endpoint-state": [stateOf(endpoint, call.now)],
        "vpc-endpoint-type": [endpoint.type],
      }),
      (endpoint) => endpoint.tags,
    );
    return element("DescribeVpcEndpointsResponse", {
      vpcEndpointSet: found.map((endpoint) => describedEndpoint(call, endpoint)),
    });
  },
};
