/** Parts of a snapshot as EC2's XML has them. */
import type {
  NetworkAclEntry,
  NetworkInterface,
  Route,
  RouteTargetKind,
  SecurityGroup,
  SecurityGroupRule,
  VpcId,
} from "#lib/core/network/snapshot";

export type Value = string | number | boolean | null | undefined | Value[] | { [name: string]: Value };

/** Members as elements, lists as items; what is null or undefined is left out, as EC2 does. */
export function xml(value: Value): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map((item) => `<item>${xml(item)}</item>`).join("");
  if (typeof value === "object") {
    const present = Object.entries(value).filter(([, member]) => member !== null && member !== undefined);
    return present.map(([name, member]) => `<${name}>${xml(member)}</${name}>`).join("");
  }
  return String(value).replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Which member names a route's target. */
const TARGETS: Record<RouteTargetKind, string | null> = {
  local: "gatewayId",
  "nat-gateway": "natGatewayId",
  "internet-gateway": "gatewayId",
  "egress-only-internet-gateway": "egressOnlyInternetGatewayId",
  "transit-gateway": "transitGatewayId",
  "vpn-gateway": "gatewayId",
  instance: "instanceId",
  "network-interface": "networkInterfaceId",
  "vpc-endpoint": "gatewayId",
  "vpc-peering": "vpcPeeringConnectionId",
  "carrier-gateway": "carrierGatewayId",
  "local-gateway": "localGatewayId",
  "core-network": "coreNetworkArn",
  none: null,
};

/** Of a target that has no id in the snapshot: one that no other target has. */
const UNNAMED: Partial<Record<RouteTargetKind, string>> = {
  "internet-gateway": "igw-unnamed",
  "vpn-gateway": "vgw-unnamed",
  "vpc-endpoint": "vpce-firewall",
};

export function route({ destination, target, targetId, active, propagated }: Route): Value {
  const member = TARGETS[target];
  const kind = destination.startsWith("pl-")
    ? "destinationPrefixListId"
    : destination.includes(":")
      ? "destinationIpv6CidrBlock"
      : "destinationCidrBlock";
  return {
    [kind]: destination,
    ...(member ? { [member]: targetId ?? UNNAMED[target] ?? `${target}-unnamed` } : {}),
    state: active ? "active" : "blackhole",
    origin: propagated ? "EnableVgwRoutePropagation" : target === "local" ? "CreateRouteTable" : "CreateRoute",
  };
}

export function aclEntry({ ruleNumber, egress, allow, protocol, cidr, ports }: NetworkAclEntry): Value {
  return {
    ruleNumber,
    egress,
    protocol,
    ruleAction: allow ? "allow" : "deny",
    [cidr.includes(":") ? "ipv6CidrBlock" : "cidrBlock"]: cidr,
    portRange: ports && { from: ports.from, to: ports.to },
  };
}

function permission({ protocol, ports, peer }: SecurityGroupRule): Value {
  return {
    ipProtocol: protocol,
    fromPort: ports?.from,
    toPort: ports?.to,
    groups: peer.kind === "group" ? [{ groupId: peer.groupId }] : [],
    ipRanges: peer.kind === "ipv4" ? [{ cidrIp: peer.cidr }] : [],
    ipv6Ranges: peer.kind === "ipv6" ? [{ cidrIpv6: peer.cidr }] : [],
    prefixListIds: peer.kind === "prefix-list" ? [{ prefixListId: peer.prefixListId }] : [],
  };
}

export function networkInterface(one: NetworkInterface): Value {
  return {
    networkInterfaceId: one.id,
    subnetId: one.subnetId,
    description: one.description,
    interfaceType: one.interfaceType,
    status: one.status,
    ownerId: one.ownerId,
    requesterId: one.requesterId,
    attachment: one.instanceId === null ? null : { instanceId: one.instanceId },
    groupSet: one.securityGroupIds.map((groupId) => ({ groupId })),
    // EC2 guarantees no order.
    privateIpAddressesSet: one.addresses
      .map(({ address, publicAddress }, i) => ({
        privateIpAddress: address,
        primary: i === 0,
        association: publicAddress === null ? null : { publicIp: publicAddress },
      }))
      .reverse(),
    ipv4PrefixSet: one.prefixes.map((ipv4Prefix) => ({ ipv4Prefix })),
    ipv6AddressesSet: one.ipv6Addresses.map((ipv6Address) => ({ ipv6Address })),
  };
}

export function securityGroup(
  { id, name, description, ownerId, vpcId, ingress, egress }: SecurityGroup,
  home?: VpcId,
): Value {
  return {
    groupId: id,
    groupName: name,
    groupDescription: description,
    ownerId,
    vpcId: vpcId ?? home,
    ipPermissions: ingress.map(permission),
    ipPermissionsEgress: egress.map(permission),
  };
}
