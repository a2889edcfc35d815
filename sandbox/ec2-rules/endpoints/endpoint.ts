/** A VPC endpoint through its life, and as EC2 describes it. */

import type { Call } from "../call";
import type { Content } from "../protocol/xml";
import type { Endpoint, State } from "../state";
import { isThere } from "./addresses";

/** EC2's state in lower case, as in responses. */
export function stateOf(endpoint: Endpoint, now: number): string {
  if (endpoint.goneAt !== null) return now < endpoint.goneAt ? "deleting" : "deleted";
  return now < endpoint.settledAt ? "pending" : endpoint.settlesAs;
}

/** Endpoints that EC2 still lists. */
export function listedEndpoints(state: State, now: number): Endpoint[] {
  return [...state.endpoints.values()].filter((endpoint) => isThere(endpoint, now));
}

/** Endpoints that work or will: neither being deleted nor in a state from which they do not come back. */
export function livingEndpoints(state: State): Endpoint[] {
  const over = new Set(["failed", "rejected", "expired"]);
  return [...state.endpoints.values()].filter((endpoint) => endpoint.goneAt === null && !over.has(endpoint.settlesAs));
}

/** The endpoint's existing interfaces, in the order of its subnets. */
export function interfacesOf(state: State, endpoint: Endpoint, now: number) {
  return [...state.interfaces.values()]
    .filter((entry) => entry.endpointId === endpoint.id && isThere(entry, now))
    .sort((one, other) => endpoint.subnetIds.indexOf(one.subnetId) - endpoint.subnetIds.indexOf(other.subnetId));
}

const HOSTED_ZONE = "Z7HUB22UULQXV";

/** The `VpcEndpoint` structure of EC2's responses. */
export function describedEndpoint(call: Call, endpoint: Endpoint): { [name: string]: Content } {
  const isInterface = endpoint.type === "Interface";
  const names = endpoint.privateDns ? [...endpoint.dnsNames, ...endpoint.privateDnsNames] : endpoint.dnsNames;
  const state = stateOf(endpoint, call.now);
  return {
    vpcEndpointId: endpoint.id,
    vpcEndpointType: endpoint.type,
    vpcId: endpoint.vpcId,
    serviceName: endpoint.serviceName,
    state,
    policyDocument: endpoint.policy,
    routeTableIdSet: endpoint.routeTableIds,
    subnetIdSet: endpoint.subnetIds,
    groupSet: endpoint.groups.map(({ id, name }) => ({ groupId: id, groupName: name })),
    ipAddressType: endpoint.ipAddressType,
    ...(isInterface
      ? {
          dnsOptions: {
            dnsRecordIpType: endpoint.dnsRecordIpType ?? endpoint.ipAddressType,
            privateDnsOnlyForInboundResolverEndpoint: endpoint.privateDnsOnlyForInboundResolverEndpoint,
          },
        }
      : {}),
    privateDnsEnabled: endpoint.privateDns,
    requesterManaged: false,
    networkInterfaceIdSet: interfacesOf(call.state, endpoint, call.now).map((entry) => entry.id),
    dnsEntrySet: names.map((dnsName) => ({ dnsName, hostedZoneId: HOSTED_ZONE })),
    creationTimestamp: new Date(endpoint.createdAt).toISOString(),
    tagSet: endpoint.tags.map(({ Key, Value }) => ({ key: Key, value: Value })),
    ownerId: call.scope.account,
    serviceRegion: endpoint.serviceRegion ?? call.scope.region,
    ...(state === "failed" ? { failureReason: "The endpoint could not be created." } : {}),
  };
}

/** The policy of an endpoint that was given none: full access. */
export const fullAccess = (type: Endpoint["type"]): string =>
  type === "Gateway"
    ? '{"Version":"2008-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}'
    : '{"Statement":[{"Action":"*","Effect":"Allow","Principal":"*","Resource":"*"}]}';
