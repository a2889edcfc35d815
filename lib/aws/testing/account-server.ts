/** A snapshot told back in EC2's XML, as an account that holds it would: for reading it through the real reader. */
import type {
  NetworkAclEntry,
  NetworkInterface,
  Route,
  RouteTargetKind,
  SecurityGroupRule,
  Snapshot,
} from "#lib/core/network/snapshot";
import { type Answer, type Call, list } from "./ec2-server";

type Value = string | number | boolean | null | undefined | Value[] | { [name: string]: Value };

/** Members as elements, lists as items; what is null or undefined is left out, as EC2 does. */
function xml(value: Value): string {
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

const PREFIXES: Partial<Record<RouteTargetKind, string>> = {
  "internet-gateway": "igw-1",
  "vpn-gateway": "vgw-1",
  "vpc-endpoint": "vpce-firewall",
};

function route({ destination, target, targetId, active }: Route): Value {
  const member = TARGETS[target];
  const kind = destination.startsWith("pl-")
    ? "destinationPrefixListId"
    : destination.includes(":")
      ? "destinationIpv6CidrBlock"
      : "destinationCidrBlock";
  return {
    [kind]: destination,
    ...(member ? { [member]: targetId ?? PREFIXES[target] ?? `${target}-1` } : {}),
    state: active ? "active" : "blackhole",
  };
}

function aclEntry({ ruleNumber, egress, allow, protocol, cidr, ports }: NetworkAclEntry): Value {
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

function networkInterface(one: NetworkInterface): Value {
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
    // EC2 promises no order.
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

/** Things of other VPCs, asked for by their ids; there is nothing of them but that. */
function elsewhere({ elsewhere }: Snapshot, id: string, filter: string) {
  return (call: Call): Value[] | null => {
    if (call["Filter.1.Name"] !== filter) return null;
    return Object.entries(elsewhere).flatMap(([known, vpcId]) =>
      Object.entries(call).some(([name, value]) => name.startsWith("Filter.1.Value.") && value === known)
        ? [{ [id]: known, vpcId }]
        : [],
    );
  };
}

/** Gateway endpoints of other VPCs, which the quota counts too. */
const gatewaysElsewhere = ({ gatewayEndpointsElsewhere = 0 }: Snapshot): Value[] =>
  Array.from({ length: gatewayEndpointsElsewhere }, (_, i) => ({
    vpcEndpointId: `vpce-elsewhere${i}`,
    vpcEndpointType: "Gateway",
    vpcId: "vpc-elsewhere",
    state: "available",
  }));

/** What the describe calls answer, for `ec2Server`: all is of one VPC, but for what is asked for as another's. */
export function accountAnswers(snapshot: Snapshot): Record<string, (call: Call) => Answer> {
  const { vpc, accountId, subnets, routeTables, networkAcls, securityGroups, endpoints, services, prefixLists } =
    snapshot;
  const answer = (action: string, members: Value) => () => list(action, xml(members));
  const subnetsElsewhere = elsewhere(snapshot, "subnetId", "subnet-id");
  const tablesElsewhere = elsewhere(snapshot, "routeTableId", "route-table-id");
  const groupsElsewhere = elsewhere(snapshot, "groupId", "group-id");
  return {
    GetCallerIdentity: () =>
      list(
        "GetCallerIdentity",
        `<GetCallerIdentityResult>${xml({ Arn: `arn:aws:iam::${accountId}:user/ops`, Account: accountId })}</GetCallerIdentityResult>`,
      ),
    DescribeVpcs: answer("DescribeVpcs", {
      vpcSet: vpc
        ? [
            {
              vpcId: vpc.id,
              ownerId: vpc.ownerId,
              cidrBlock: vpc.cidrs[0],
              cidrBlockAssociationSet: vpc.cidrs.map((cidrBlock) => ({
                cidrBlock,
                cidrBlockState: { state: "associated" },
              })),
              ipv6CidrBlockAssociationSet: vpc.ipv6Cidrs.map((ipv6CidrBlock) => ({
                ipv6CidrBlock,
                ipv6CidrBlockState: { state: "associated" },
              })),
              dhcpOptionsId: "dopt-1",
            },
          ]
        : [],
    }),
    DescribeVpcAttribute: ({ Attribute = "" }) => {
      const value = Attribute === "enableDnsSupport" ? vpc?.enableDnsSupport : vpc?.enableDnsHostnames;
      return list("DescribeVpcAttribute", xml({ [Attribute]: { value } }));
    },
    DescribeDhcpOptions: answer("DescribeDhcpOptions", {
      dhcpOptionsSet: [
        {
          dhcpOptionsId: "dopt-1",
          dhcpConfigurationSet: [
            { key: "domain-name-servers", valueSet: (vpc?.domainNameServers ?? []).map((value) => ({ value })) },
          ],
        },
      ],
    }),
    DescribeSubnets: (call) =>
      list(
        "DescribeSubnets",
        xml({
          subnetSet:
            subnetsElsewhere(call) ??
            subnets.map((one) => ({
              subnetId: one.id,
              ownerId: one.ownerId,
              cidrBlock: one.cidr,
              availabilityZone: one.availabilityZone,
              availabilityZoneId: one.availabilityZoneId,
              availableIpAddressCount: one.availableIpAddressCount,
              mapPublicIpOnLaunch: one.mapPublicIpOnLaunch,
              ipv6CidrBlockAssociationSet: one.ipv6Cidrs.map((ipv6CidrBlock) => ({
                ipv6CidrBlock,
                ipv6CidrBlockState: { state: "associated" },
              })),
            })),
        }),
      ),
    DescribeRouteTables: (call) =>
      list(
        "DescribeRouteTables",
        xml({
          routeTableSet:
            tablesElsewhere(call) ??
            routeTables.map(({ id, main, subnetIds, routes }) => ({
              routeTableId: id,
              associationSet: [
                ...(main ? [{ main: true, associationState: { state: "associated" } }] : []),
                ...subnetIds.map((subnetId) => ({ main: false, subnetId, associationState: { state: "associated" } })),
              ],
              routeSet: routes.map(route),
            })),
        }),
      ),
    DescribeNetworkAcls: answer("DescribeNetworkAcls", {
      networkAclSet: networkAcls.map(({ id, isDefault, subnetIds, entries }) => ({
        networkAclId: id,
        default: isDefault,
        associationSet: subnetIds.map((subnetId) => ({ subnetId, networkAclId: id })),
        entrySet: entries.map(aclEntry),
      })),
    }),
    DescribeSecurityGroups: (call) =>
      list(
        "DescribeSecurityGroups",
        xml({
          securityGroupInfo:
            groupsElsewhere(call) ??
            securityGroups.map(({ id, name, description, ownerId, ingress, egress }) => ({
              groupId: id,
              groupName: name,
              groupDescription: description,
              ownerId,
              ipPermissions: ingress.map(permission),
              ipPermissionsEgress: egress.map(permission),
            })),
        }),
      ),
    DescribeNetworkInterfaces: answer("DescribeNetworkInterfaces", {
      networkInterfaceSet: snapshot.networkInterfaces.map(networkInterface),
    }),
    DescribeVpcEndpoints: (call) =>
      list(
        "DescribeVpcEndpoints",
        xml({
          vpcEndpointSet: [
            ...endpoints.map((one) => ({
              vpcEndpointId: one.id,
              vpcEndpointType: one.type,
              vpcId: vpc?.id,
              serviceName: one.serviceName,
              state: one.state,
              privateDnsEnabled: one.privateDnsEnabled,
              ipAddressType: one.ipAddressType,
              ownerId: one.ownerId,
              dnsOptions: {
                privateDnsOnlyForInboundResolverEndpoint: one.privateDnsOnlyForInboundResolverEndpoint,
              },
              routeTableIdSet: one.routeTableIds,
              subnetIdSet: one.subnetIds,
              groupSet: one.securityGroupIds.map((groupId) => ({ groupId })),
              networkInterfaceIdSet: one.networkInterfaceIds,
              requesterManaged: one.requesterManaged,
              policyDocument: one.policy === null ? null : JSON.stringify(one.policy),
            })),
            ...(call["Filter.1.Name"] === "vpc-endpoint-type" ? gatewaysElsewhere(snapshot) : []),
          ],
        }),
      ),
    DescribeVpcEndpointServices: answer("DescribeVpcEndpointServices", {
      serviceDetailSet: services.map((one) => ({
        serviceName: one.name,
        serviceType: [{ serviceType: one.type }],
        availabilityZoneSet: one.availabilityZones,
        privateDnsNameSet: one.privateDnsNames.map((privateDnsName) => ({ privateDnsName })),
        vpcEndpointPolicySupported: one.policySupported,
        acceptanceRequired: one.acceptanceRequired,
        supportedIpAddressTypeSet: one.ipAddressTypes,
        owner: one.owner,
      })),
    }),
    DescribeManagedPrefixLists: answer("DescribeManagedPrefixLists", {
      prefixListSet: prefixLists.map(({ id, name, ownerId, maxEntries }) => ({
        prefixListId: id,
        prefixListName: name,
        ownerId,
        maxEntries,
      })),
    }),
    GetManagedPrefixListEntries: ({ PrefixListId }) => {
      const entries = prefixLists.find(({ id }) => id === PrefixListId)?.entries;
      if (!entries) return { status: 403, body: denied };
      return list("GetManagedPrefixListEntries", xml({ entrySet: entries.map((cidr) => ({ cidr })) }));
    },
  };
}

const denied =
  "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>Another account's.</Message></Error></Errors></Response>";
