import { refusals } from "#lib/core/network/ec2-rules";
import type { Call, Rule } from "../../call";
import { endpointRules } from "../../endpoint-rules/all";
import type { Service } from "../../endpoints/catalogue";
import { describedEndpoint, fullAccess } from "../../endpoints/endpoint";
import { interfacesIn } from "../../endpoints/interface";
import { isOffered, offeredService, propose } from "../../endpoints/proposal";
import { defaultGroup } from "../../facts";
import { flag, given, list, tagsFor } from "../../protocol/params";
import { refuse } from "../../protocol/refuse";
import { type Element, element } from "../../protocol/xml";
import type { Endpoint } from "../../state";
import { createdBefore, rememberToken } from "./client-token";

export const createVpcEndpoint: Rule = {
  name: "CreateVpcEndpoint checks its parameters and makes an interface in each subnet",
  source: "EC2 API reference, CreateVpcEndpoint",
  actions: ["CreateVpcEndpoint"],
  async handle(call) {
    const first = createdBefore(call);
    if (first) return response(call, first);
    const region = call.params.get("ServiceRegion");
    const service = await offeredService(call, required(call, "ServiceName"), typeOf(call), region);
    const proposal = await propose(call, service, null, await requested(call, service));
    for (const rule of endpointRules) rule.check(proposal);
    const endpoint = proposal.after;
    const interfaces = await interfacesIn(call, endpoint, proposal.subnets);
    call.put("endpoints", endpoint);
    for (const one of interfaces) call.put("interfaces", one);
    rememberToken(call, endpoint);
    return response(call, endpoint);
  },
};

function response(call: Call, endpoint: Endpoint): Element {
  const clientToken = call.params.get("ClientToken");
  return element("CreateVpcEndpointResponse", { vpcEndpoint: describedEndpoint(call, endpoint), clientToken });
}

/** The type defaults to Gateway. */
function typeOf(call: Call): string {
  const type = call.params.get("VpcEndpointType") ?? "Gateway";
  const known = ["Interface", "Gateway", "GatewayLoadBalancer", "Resource", "ServiceNetwork"];
  return known.includes(type) ? type : refuse(refusals.unknownType, { type });
}

/** The endpoint that the parameters ask for, with EC2's defaults. */
async function requested(call: Call, service: Service): Promise<Endpoint> {
  const { params, settings, now } = call;
  const vpcId = required(call, "VpcId");
  const isInterface = service.type === "Interface";
  const chosen = list(params, "SecurityGroupId");
  const groups =
    chosen.length > 0 || !isInterface ? chosen.map((id) => ({ id, name: "" })) : await defaultGroup(call, vpcId);
  return {
    id: call.newId("vpce"),
    type: service.type,
    vpcId,
    serviceName: service.name,
    policy: params.get("PolicyDocument") ?? fullAccess(service.type),
    routeTableIds: list(params, "RouteTableId"),
    prefixListId: null,
    subnetIds: list(params, "SubnetId"),
    groups: groups.map(({ id, name }) => ({ id, name })),
    privateDns: flag(params, "PrivateDnsEnabled") ?? (isInterface && service.privateDnsNames.length > 0),
    privateDnsOnlyForInboundResolverEndpoint:
      flag(params, "DnsOptions.PrivateDnsOnlyForInboundResolverEndpoint") ??
      (isInterface && (await isOffered(call, service.name, "Gateway"))),
    ipAddressType: params.get("IpAddressType") ?? "ipv4",
    ...given("dnsRecordIpType", params.get("DnsOptions.DnsRecordIpType")),
    ...given("serviceRegion", params.get("ServiceRegion")),
    dnsNames: [],
    privateDnsNames: [],
    createdAt: now,
    settledAt: now + (isInterface ? settings.availableDelayMs : 0),
    settlesAs: settings.outcomes[service.name] ?? (service.acceptanceRequired ? "pendingAcceptance" : "available"),
    goneAt: null,
    tags: tagsFor(params, "vpc-endpoint"),
  };
}

function required(call: Call, name: string): string {
  return call.params.get(name) ?? refuse(refusals.missingParameter, { name });
}
