/** A snapshot served in EC2's XML, as an account that holds it would: for reading it through the real reader. */
import type { Snapshot } from "#lib/core/network/snapshot";
import { type Call, list, type MockResponse } from "./ec2-server";
import { aclEntry, networkInterface, route, securityGroup, type Value, xml } from "./ec2-xml";

/** The values of a call's first filter; null: it is another one. */
function askedFor(call: Call, filter: string): string[] | null {
  if (call["Filter.1.Name"] !== filter) return null;
  return Object.entries(call).flatMap(([name, value]) => (name.startsWith("Filter.1.Value.") ? [value] : []));
}

/** Things of other VPCs, asked for by their ids; there is nothing of them but that. */
function elsewhere({ elsewhere }: Snapshot, id: string, filter: string) {
  return (call: Call): Value[] | null =>
    askedFor(call, filter)?.flatMap((asked) => {
      const vpcId = elsewhere[asked];
      return vpcId ? [{ [id]: asked, vpcId }] : [];
    }) ?? null;
}

/** By id, groups of other VPCs too. */
function groupsById(
  { vpc, securityGroups, associatedGroups = [], elsewhere }: Snapshot,
  ids: readonly string[],
): Value[] {
  const known = [...securityGroups, ...associatedGroups].filter(({ id }) => ids.includes(id));
  const others = ids.filter((id) => elsewhere[id] && !known.some((group) => group.id === id));
  return [
    ...known.map((group) => securityGroup(group, vpc?.id)),
    ...others.map((groupId) => ({ groupId, vpcId: elsewhere[groupId] })),
  ];
}

/** Of the endpoints of other VPCs that Profiles bring: what service each is of. */
const endpointsOfProfiles = ({ profiles }: Snapshot, ids: readonly string[]): Value[] =>
  (profiles?.state === "read" ? profiles.value : []).flatMap(({ endpointServices = {} }) =>
    Object.entries(endpointServices).flatMap(([vpcEndpointId, serviceName]) =>
      ids.includes(vpcEndpointId) ? [{ vpcEndpointId, serviceName, vpcId: "vpc-elsewhere" }] : [],
    ),
  );

/** Gateway endpoints of other VPCs, which the quota counts too. */
const gatewaysElsewhere = ({ gatewayEndpointsElsewhere = 0 }: Snapshot): Value[] =>
  Array.from({ length: gatewayEndpointsElsewhere }, (_, i) => ({
    vpcEndpointId: `vpce-elsewhere${i}`,
    vpcEndpointType: "Gateway",
    vpcId: "vpc-elsewhere",
    state: "available",
  }));

/** Responses of the describe calls, for `ec2Server`: all of one VPC, except for ids of another. */
export function accountResponses(snapshot: Snapshot): Record<string, (call: Call) => MockResponse> {
  const { vpc, accountId, subnets, routeTables, networkAcls, securityGroups, endpoints, services, prefixLists } =
    snapshot;
  const response = (action: string, members: Value) => () => list(action, xml(members));
  const subnetsElsewhere = elsewhere(snapshot, "subnetId", "subnet-id");
  const tablesElsewhere = elsewhere(snapshot, "routeTableId", "route-table-id");
  return {
    GetCallerIdentity: () =>
      list(
        "GetCallerIdentity",
        `<GetCallerIdentityResult>${xml({ Arn: `arn:aws:iam::${accountId}:user/ops`, Account: accountId })}</GetCallerIdentityResult>`,
      ),
    DescribeVpcs: response("DescribeVpcs", {
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
    DescribeDhcpOptions: response("DescribeDhcpOptions", {
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
              enableDns64: one.enableDns64 ?? false,
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
    DescribeNetworkAcls: response("DescribeNetworkAcls", {
      networkAclSet: networkAcls.map(({ id, isDefault, subnetIds, entries }) => ({
        networkAclId: id,
        default: isDefault,
        associationSet: subnetIds.map((subnetId) => ({ subnetId, networkAclId: id })),
        entrySet: entries.map(aclEntry),
      })),
    }),
    DescribeSecurityGroups: (call) => {
      const ids = askedFor(call, "group-id");
      const found = ids ? groupsById(snapshot, ids) : securityGroups.map((group) => securityGroup(group, vpc?.id));
      return list("DescribeSecurityGroups", xml({ securityGroupInfo: found }));
    },
    DescribeNetworkInterfaces: response("DescribeNetworkInterfaces", {
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
              serviceRegion: one.serviceRegion ?? snapshot.region,
              dnsOptions: {
                dnsRecordIpType: one.dnsRecordIpType,
                privateDnsOnlyForInboundResolverEndpoint: one.privateDnsOnlyForInboundResolverEndpoint,
              },
              routeTableIdSet: one.routeTableIds,
              subnetIdSet: one.subnetIds,
              groupSet: one.securityGroupIds.map((groupId) => ({ groupId })),
              networkInterfaceIdSet: one.networkInterfaceIds,
              dnsEntrySet: one.dnsNames.map((dnsName) => ({ dnsName })),
              requesterManaged: one.requesterManaged,
              policyDocument: one.policy === null ? null : JSON.stringify(one.policy),
            })),
            ...(call["Filter.1.Name"] === "vpc-endpoint-type" ? gatewaysElsewhere(snapshot) : []),
            ...endpointsOfProfiles(snapshot, askedFor(call, "vpc-endpoint-id") ?? []),
          ],
        }),
      ),
    DescribeVpcEndpointServices: response("DescribeVpcEndpointServices", {
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
    DescribeManagedPrefixLists: response("DescribeManagedPrefixLists", {
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
