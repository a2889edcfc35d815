/**
 * What EC2 refuses, in one place: the planner avoids it, the sandbox's proxy returns it. Each entry has EC2's own code
 * and words, and says where EC2's documentation has the rule.
 */

export type Refusal<Facts> = {
  code: string;
  /** HTTP status. */
  status: 400 | 403 | 412 | 503;
  /** Where the documentation has it. */
  source: string;
  /** EC2's sentence about these facts. */
  words: (facts: Facts) => string;
};

const refusal = <Facts = void>(
  code: string,
  source: string,
  words: (facts: Facts) => string,
  status: Refusal<Facts>["status"] = 400,
): Refusal<Facts> => ({ code, status, source, words });

const errorCodes = "EC2 API reference, Error codes";
const createEndpoint = "EC2 API reference, CreateVpcEndpoint";
const modifyEndpoint = "EC2 API reference, ModifyVpcEndpoint";
const privateDns = "AWS PrivateLink guide, Private DNS";
const gatewayRouting = "AWS PrivateLink guide, Gateway endpoints: routing";
const paging = "EC2 API reference, Query requests: pagination";

const notFound = (code: string, what: string): Refusal<{ id: string }> =>
  refusal(code, errorCodes, ({ id }) => `The ${what} '${id}' does not exist`);

/** Everything the proxy refuses, by what is wrong. */
export const refusals = {
  dryRun: refusal("DryRunOperation", errorCodes, () => "Request would have succeeded, but DryRun flag is set.", 412),
  unauthorized: refusal<{ operation: string }>(
    "UnauthorizedOperation",
    errorCodes,
    ({ operation }) => `You are not authorized to perform this operation: ec2:${operation}.`,
    403,
  ),
  throttled: refusal("RequestLimitExceeded", errorCodes, () => "Request limit exceeded.", 503),
  missingParameter: refusal<{ name: string }>(
    "MissingParameter",
    errorCodes,
    ({ name }) => `The request must contain the parameter ${name}`,
  ),
  unknownParameter: refusal<{ name: string }>(
    "UnknownParameter",
    errorCodes,
    ({ name }) => `The parameter ${name} is not recognized`,
  ),
  notInXml: refusal<{ code: string }>(
    "InvalidParameterValue",
    "EC2 API reference, Query requests: responses are XML; W3C, XML 1.0, Characters",
    ({ code }) => `The request contains the character ${code}, which XML cannot hold.`,
  ),
  unknownFilter: refusal<{ name: string }>(
    "InvalidParameterValue",
    errorCodes,
    ({ name }) => `The filter '${name}' is invalid`,
  ),
  maxResults: refusal<{ value: string; least: number; most: number }>(
    "InvalidParameterValue",
    paging,
    ({ value, least, most }) =>
      `Value ( ${value} ) for parameter maxResults is invalid. Expecting a value between ${least} and ${most}.`,
  ),
  maxResultsWithIds: refusal<{ ids: string }>(
    "InvalidParameterCombination",
    paging,
    ({ ids }) => `The parameter ${ids} cannot be used with the parameter maxResults`,
  ),
  nextToken: refusal("InvalidPaginationToken", errorCodes, () => "The specified pagination token is not valid."),

  vpcNotFound: notFound("InvalidVpcID.NotFound", "vpc ID"),
  subnetNotFound: notFound("InvalidSubnetID.NotFound", "subnet ID"),
  groupNotFound: notFound("InvalidGroup.NotFound", "security group"),
  routeTableNotFound: notFound("InvalidRouteTableID.NotFound", "routeTable ID"),
  endpointNotFound: notFound("InvalidVpcEndpointId.NotFound", "Vpc Endpoint Id"),
  interfaceNotFound: notFound("InvalidNetworkInterfaceID.NotFound", "networkInterface ID"),
  prefixListNotFound: notFound("InvalidPrefixListID.NotFound", "prefix list ID"),
  dhcpOptionsNotFound: notFound("InvalidDhcpOptionID.NotFound", "dhcpOption ID"),

  unknownService: refusal<{ serviceName: string }>(
    "InvalidServiceName",
    errorCodes,
    ({ serviceName }) => `The Vpc Endpoint Service '${serviceName}' does not exist`,
  ),
  typeNotOffered: refusal<{ type: string; offered: string[] }>(
    "InvalidParameter",
    createEndpoint,
    ({ type, offered }) => `Endpoint type (${type}) does not match available service types ([${offered.join(", ")}]).`,
  ),
  unknownType: refusal<{ type: string }>(
    "InvalidParameterValue",
    createEndpoint,
    ({ type }) => `Value (${type}) for parameter VpcEndpointType is invalid.`,
  ),
  subnetsOfGateway: refusal(
    "InvalidParameter",
    createEndpoint,
    () => "Subnets and security groups can be given for interface endpoints only.",
  ),
  routeTablesOfInterface: refusal(
    "InvalidParameter",
    createEndpoint,
    () => "Route tables can be given for gateway endpoints only.",
  ),
  addressTypeNotOfSubnet: refusal<{ subnetId: string; ipAddressType: string }>(
    "InvalidParameter",
    "AWS PrivateLink guide, Access an AWS service using an interface VPC endpoint, IP address type",
    ({ subnetId, ipAddressType }) => `The subnet ${subnetId} does not support the IP address type ${ipAddressType}.`,
  ),
  addressTypeNotOffered: refusal<{ serviceName: string; ipAddressType: string }>(
    "InvalidParameter",
    createEndpoint,
    ({ serviceName, ipAddressType }) =>
      `The VPC endpoint service ${serviceName} does not support the IP address type ${ipAddressType}.`,
  ),
  duplicateSubnetsInSameZone: refusal<{ subnetId: string }>(
    "DuplicateSubnetsInSameZone",
    createEndpoint,
    ({ subnetId }) =>
      `Found another VPC endpoint subnet in the availability zone of ${subnetId}. VPC endpoint subnets should be in different availability zones supported by the VPC endpoint service.`,
  ),
  zoneNotSupported: refusal<{ serviceName: string; subnetId: string }>(
    "InvalidParameter",
    createEndpoint,
    ({ serviceName, subnetId }) =>
      `The VPC endpoint service ${serviceName} does not support the availability zone of the subnet: ${subnetId}.`,
  ),
  subnetOfAnotherVpc: refusal<{ subnetId: string; vpcId: string }>(
    "InvalidParameter",
    createEndpoint,
    ({ subnetId, vpcId }) => `The subnet ${subnetId} does not belong to the VPC ${vpcId}.`,
  ),
  groupOfAnotherVpc: refusal<{ groupId: string; vpcId: string }>(
    "InvalidParameter",
    createEndpoint,
    ({ groupId, vpcId }) => `Security group ${groupId} and ${vpcId} belong to different networks.`,
  ),
  sharedSubnet: refusal<{ subnetId: string }>(
    "OperationNotPermitted",
    "VPC user guide, Share your VPC subnets with other accounts: responsibilities of participants",
    ({ subnetId }) => `The subnet ${subnetId} is shared with this account, which cannot create VPC endpoints in it.`,
  ),
  routeTableOfAnotherVpc: refusal<{ routeTableId: string; vpcId: string }>(
    "InvalidParameter",
    createEndpoint,
    ({ routeTableId, vpcId }) => `Route table ${routeTableId} and ${vpcId} belong to different networks.`,
  ),
  lastGroup: refusal<{ endpointId: string }>(
    "InvalidParameter",
    modifyEndpoint,
    ({ endpointId }) => `The endpoint ${endpointId} must keep at least one security group.`,
  ),
  groupsPerInterface: refusal<{ most: number }>(
    "SecurityGroupsPerInterfaceLimitExceeded",
    "VPC user guide, Amazon VPC quotas: security groups",
    ({ most }) => `The maximum number of security groups per network interface is ${most}.`,
  ),
  noFreeAddress: refusal<{ subnetId: string }>(
    "InsufficientFreeAddressesInSubnet",
    errorCodes,
    ({ subnetId }) => `The specified subnet ${subnetId} does not have enough free addresses to satisfy the request.`,
  ),

  privateDnsAttributes: refusal<{ vpcId: string }>(
    "InvalidParameter",
    privateDns,
    ({ vpcId }) =>
      `Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${vpcId}`,
  ),
  privateDnsConflict: refusal<{ name: string; vpcId: string }>(
    "InvalidParameter",
    privateDns,
    ({ name, vpcId }) =>
      `private-dns-enabled cannot be set because there is already a conflicting DNS domain for ${name} in the VPC ${vpcId}`,
  ),
  privateDnsNotOffered: refusal<{ serviceName: string }>(
    "InvalidParameter",
    privateDns,
    ({ serviceName }) =>
      `Private DNS can't be enabled because the service ${serviceName} does not provide a private DNS name.`,
  ),
  privateDnsOfGateway: refusal(
    "InvalidParameter",
    privateDns,
    () => "Private DNS can be enabled for interface endpoints only.",
  ),
  privateDnsBeforeAcceptance: refusal<{ serviceName: string }>(
    "InvalidParameter",
    privateDns,
    ({ serviceName }) =>
      `Private DNS can only be enabled after the endpoint connection is accepted by the owner of ${serviceName}.`,
  ),
  gatewayFirst: refusal<{ serviceName: string; vpcId: string }>(
    "InvalidParameter",
    "Amazon S3 user guide, AWS PrivateLink for Amazon S3: private DNS",
    ({ serviceName, vpcId }) =>
      `To set PrivateDnsOnlyForInboundResolverEndpoint to true, the VPC ${vpcId} must have a Gateway endpoint for the service ${serviceName}.`,
  ),
  inboundOnlyNotOffered: refusal<{ serviceName: string }>(
    "InvalidParameter",
    "EC2 API reference, DnsOptionsSpecification",
    ({ serviceName }) =>
      `PrivateDnsOnlyForInboundResolverEndpoint is not supported for the service ${serviceName}: it is available only for services that support both gateway and interface endpoints.`,
  ),
  dnsRecordIpType: refusal<{ dnsRecordIpType: string; ipAddressType: string }>(
    "InvalidParameter",
    "AWS PrivateLink guide, Access an AWS service using an interface VPC endpoint, DNS record IP type",
    ({ dnsRecordIpType, ipAddressType }) =>
      `The DNS record IP type ${dnsRecordIpType} is not compatible with the IP address type ${ipAddressType}.`,
  ),
  routeAlreadyExists: refusal<{ routeTableId: string; prefixListId: string }>(
    "RouteAlreadyExists",
    gatewayRouting,
    ({ routeTableId, prefixListId }) =>
      `route table ${routeTableId} already has a route with destination-prefix-list-id ${prefixListId}`,
  ),
  invalidPolicy: refusal(
    "InvalidPolicyDocument",
    createEndpoint,
    () => "The policy document is not a valid JSON policy document.",
  ),
  policyTooLong: refusal<{ most: number }>(
    "InvalidPolicyDocument",
    "AWS PrivateLink guide, Quotas",
    ({ most }) => `The policy document exceeds the maximum of ${most} characters.`,
  ),
  clientTokenTooLong: refusal<{ most: number }>(
    "InvalidParameterValue",
    "EC2 developer guide, Ensuring idempotency",
    ({ most }) => `The client token may have up to ${most} ASCII characters.`,
  ),
  idempotentParameterMismatch: refusal(
    "IdempotentParameterMismatch",
    "EC2 developer guide, Ensuring idempotency",
    () => "The request uses the same client token as a previous, but non-identical request.",
  ),
  endpointLimit: refusal<{ most: number; per: string }>(
    "VpcEndpointLimitExceeded",
    "AWS PrivateLink guide, Quotas",
    ({ most, per }) => `The maximum number of VPC endpoints (${most}) per ${per} has been reached.`,
  ),
  operationInProgress: refusal("OperationInProgress", modifyEndpoint, () => "VpcEndpoint modify operation in progress"),

  permissionDuplicate: refusal<{ peer: string; protocol: string; ports: string }>(
    "InvalidPermission.Duplicate",
    errorCodes,
    ({ peer, protocol, ports }) => `the specified rule "peer: ${peer}, ${protocol}, ${ports}, ALLOW" already exists`,
  ),
  rulesPerGroup: refusal<{ most: number }>(
    "RulesPerSecurityGroupLimitExceeded",
    "VPC user guide, Amazon VPC quotas: security groups",
    ({ most }) => `The maximum number of rules per security group (${most}) has been reached.`,
  ),
  ruleNotFound: notFound("InvalidSecurityGroupRuleId.NotFound", "security group rule ID"),
  groupsPerRegion: refusal<{ most: number }>(
    "SecurityGroupLimitExceeded",
    "VPC user guide, Amazon VPC quotas: security groups",
    ({ most }) => `The maximum number of security groups per Region (${most}) has been reached.`,
  ),
  hostnamesNeedSupport: refusal(
    "InvalidParameterValue",
    "EC2 API reference, ModifyVpcAttribute",
    () => "DNS hostnames can only be enabled if DNS support is enabled.",
  ),
  twoAttributes: refusal<{ names: string[] }>(
    "InvalidParameterCombination",
    "EC2 API reference, ModifyVpcAttribute",
    ({ names }) => `Fields for multiple attribute types specified: ${names.join(", ")}`,
  ),
  groupInUse: refusal<{ groupId: string }>(
    "DependencyViolation",
    "EC2 API reference, DeleteSecurityGroup",
    ({ groupId }) => `resource ${groupId} has a dependent object`,
  ),
  subnetInUse: refusal<{ subnetId: string }>(
    "DependencyViolation",
    errorCodes,
    ({ subnetId }) => `The subnet '${subnetId}' has dependencies and cannot be deleted.`,
  ),
  vpcInUse: refusal<{ vpcId: string }>(
    "DependencyViolation",
    errorCodes,
    ({ vpcId }) => `The vpc '${vpcId}' has dependencies and cannot be deleted.`,
  ),
  dhcpOptionsInUse: refusal<{ dhcpOptionsId: string }>(
    "DependencyViolation",
    "EC2 API reference, DeleteDhcpOptions",
    ({ dhcpOptionsId }) => `The dhcpOptions '${dhcpOptionsId}' has dependencies and cannot be deleted.`,
  ),
  interfaceIsManaged: refusal<{ interfaceId: string }>(
    "OperationNotPermitted",
    "AWS PrivateLink guide, Interface endpoints: requester-managed network interfaces",
    ({ interfaceId }) => `You are not allowed to manage '${interfaceId}': it belongs to a VPC endpoint.`,
  ),
} as const;

/** Default quotas (VPC user guide, Amazon VPC quotas; AWS PrivateLink guide, Quotas). An account may have raised them. */
export const quotas = {
  interfaceEndpointsPerVpc: 50,
  gatewayEndpointsPerRegion: 20,
  groupsPerInterface: 5,
  groupsPerRegion: 2_500,
  rulesPerGroupAndDirection: 60,
  endpointPolicyCharacters: 20_480,
  clientTokenCharacters: 64,
} as const;

/** Of the actions that Postern uses, those without a DryRun parameter (EC2 API reference, ModifyVpcAttribute). */
export const lacksDryRun: ReadonlySet<string> = new Set(["ModifyVpcAttribute"]);
