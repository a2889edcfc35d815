import { refusals } from "#lib/core/network/ec2-rules";
import type { Call, Rule } from "../../call";
import { endpointRules } from "../../endpoint-rules/all";
import { fullAccess, interfacesOf, stateOf } from "../../endpoints/endpoint";
import { interfacesIn, withIpv6 } from "../../endpoints/interface";
import { offeredService, propose } from "../../endpoints/proposal";
import { flag, given, list } from "../../protocol/params";
import { refuse } from "../../protocol/refuse";
import { element } from "../../protocol/xml";
import type { Endpoint } from "../../state";

export const modifyVpcEndpoint: Rule = {
  name: "ModifyVpcEndpoint works on one modification at a time, and the endpoint is pending until it is done",
  source: "EC2 API reference, ModifyVpcEndpoint",
  actions: ["ModifyVpcEndpoint"],
  async handle(call) {
    const before = modifiable(call);
    const service = await offeredService(call, before.serviceName, before.type, before.serviceRegion);
    const proposal = await propose(call, service, before, modified(call, before));
    for (const rule of endpointRules) rule.check(proposal);
    const { after } = proposal;
    const added = proposal.subnets.filter((subnet) => !before.subnetIds.includes(subnet.id));
    const interfaces = await interfacesIn(call, after, added);
    call.put("endpoints", after);
    for (const entry of interfacesOf(call.state, before, call.now)) {
      if (!after.subnetIds.includes(entry.subnetId)) call.put("interfaces", { ...entry, goneAt: after.settledAt });
    }
    const remaining = interfacesOf(call.state, before, call.now).filter(({ subnetId }) =>
      after.subnetIds.includes(subnetId),
    );
    const gainsIpv6 = before.ipAddressType !== "dualstack" && after.ipAddressType === "dualstack";
    for (const entry of gainsIpv6 ? await withIpv6(call, remaining) : []) call.put("interfaces", entry);
    for (const entry of interfaces) call.put("interfaces", entry);
    return element("ModifyVpcEndpointResponse", { return: true });
  },
};

function modifiable(call: Call): Endpoint {
  const endpointId = call.params.get("VpcEndpointId") ?? refuse(refusals.missingParameter, { name: "VpcEndpointId" });
  const endpoint = call.state.endpoints.get(endpointId);
  if (!endpoint || endpoint.goneAt !== null) return refuse(refusals.endpointNotFound, { id: endpointId });
  const busy = stateOf(endpoint, call.now) === "pending" && call.settings.operationInProgress;
  return busy ? refuse(refusals.operationInProgress) : endpoint;
}

/** The endpoint with what the parameters add, remove and set. */
function modified(call: Call, before: Endpoint): Endpoint {
  const { params, settings, now } = call;
  const changed = (name: string, ids: readonly string[]): string[] => {
    const removed = list(params, `Remove${name}`);
    return [...new Set([...ids.filter((id) => !removed.includes(id)), ...list(params, `Add${name}`)])];
  };
  const groupIds = changed(
    "SecurityGroupId",
    before.groups.map((group) => group.id),
  );
  const policy = flag(params, "ResetPolicy") ? fullAccess(before.type) : params.get("PolicyDocument");
  const onlyPolicy = [...params.keys()].every((name) =>
    ["Action", "Version", "VpcEndpointId", "PolicyDocument", "ResetPolicy"].includes(name),
  );
  return {
    ...before,
    policy: policy ?? before.policy,
    routeTableIds: changed("RouteTableId", before.routeTableIds),
    subnetIds: changed("SubnetId", before.subnetIds),
    groups: groupIds.map((id) => ({ id, name: "" })),
    privateDns: flag(params, "PrivateDnsEnabled") ?? before.privateDns,
    privateDnsOnlyForInboundResolverEndpoint:
      flag(params, "DnsOptions.PrivateDnsOnlyForInboundResolverEndpoint") ??
      before.privateDnsOnlyForInboundResolverEndpoint,
    ipAddressType: params.get("IpAddressType") ?? before.ipAddressType,
    ...given("dnsRecordIpType", params.get("DnsOptions.DnsRecordIpType")),
    settledAt: before.type === "Gateway" || onlyPolicy ? before.settledAt : now + settings.availableDelayMs,
  };
}
