/** The network interfaces of endpoints. */
import { createHash } from "node:crypto";
import type { Call } from "../call";
import type { Subnet } from "../facts";
import type { Content } from "../protocol/xml";
import type { Endpoint, EndpointInterface } from "../state";
import { freeAddress, ipv6AddressIn, isThere } from "./addresses";

/** New interfaces of the endpoint, one in each of these subnets, with addresses of theirs. */
export async function interfacesIn(
  call: Call,
  endpoint: Endpoint,
  subnets: readonly Subnet[],
): Promise<EndpointInterface[]> {
  if (endpoint.type === "Gateway") return [];
  return Promise.all(
    subnets.map(async (subnet) => {
      const id = call.newId("eni");
      return {
        id,
        endpointId: endpoint.id,
        vpcId: endpoint.vpcId,
        subnetId: subnet.id,
        availabilityZone: subnet.availabilityZone,
        address: await freeAddress(call, subnet, id),
        ...(endpoint.ipAddressType === "dualstack" ? { ipv6Address: await ipv6AddressIn(call, subnet.id, id) } : {}),
        macAddress: `02:${createHash("sha256").update(id).digest("hex").slice(0, 10).match(/../g)?.join(":")}`,
        createdAt: call.now,
        goneAt: null,
        tags: [],
      };
    }),
  );
}

/** The endpoint's interfaces with the IPv6 addresses that they get when it becomes dualstack. */
export async function withIpv6(call: Call, interfaces: readonly EndpointInterface[]): Promise<EndpointInterface[]> {
  return Promise.all(
    interfaces.map(async (entry) => ({ ...entry, ipv6Address: await ipv6AddressIn(call, entry.subnetId, entry.id) })),
  );
}

/** Interfaces that describe calls show. */
export function listedInterfaces(call: Call): EndpointInterface[] {
  const { lostInterfaces } = call.settings;
  return [...call.state.interfaces.values()].filter(
    (entry) => isThere(entry, call.now) && !lostInterfaces.includes(entry.subnetId),
  );
}

/** The `NetworkInterface` structure of EC2's responses. */
export function describedInterface(call: Call, entry: EndpointInterface): { [name: string]: Content } {
  const groups = call.state.endpoints.get(entry.endpointId)?.groups ?? [];
  return {
    networkInterfaceId: entry.id,
    subnetId: entry.subnetId,
    vpcId: entry.vpcId,
    availabilityZone: entry.availabilityZone,
    description: `VPC Endpoint Interface ${entry.endpointId}`,
    ownerId: call.scope.account,
    requesterId: "amazon-vpce",
    requesterManaged: true,
    status: "in-use",
    macAddress: entry.macAddress,
    privateIpAddress: entry.address,
    sourceDestCheck: true,
    groupSet: groups.map(({ id, name }) => ({ groupId: id, groupName: name })),
    attachment: {
      attachmentId: `ela-attach-${entry.id.slice("eni-".length)}`,
      instanceOwnerId: "amazon-aws",
      deviceIndex: 1,
      status: "attached",
      attachTime: new Date(entry.createdAt).toISOString(),
      deleteOnTermination: false,
    },
    tagSet: entry.tags.map(({ Key, Value }) => ({ key: Key, value: Value })),
    privateIpAddressesSet: [{ privateIpAddress: entry.address, primary: true }],
    ipv6AddressesSet: entry.ipv6Address ? [{ ipv6Address: entry.ipv6Address }] : [],
    interfaceType: "vpc_endpoint",
  };
}
