import { describe, expect, it } from "vitest";
import {
  endpointFrom,
  networkAclFrom,
  networkInterfaceFrom,
  prefixListFrom,
  routeTableFrom,
  servicesFrom,
  subnetFrom,
  vpcFrom,
} from "./from-ec2";

describe("a VPC", () => {
  const attributes = { enableDnsSupport: true, enableDnsHostnames: false, dhcpOptions: undefined };

  it("has its primary CIDR first and none that is being removed", () => {
    const vpc = vpcFrom(
      {
        VpcId: "vpc-1",
        OwnerId: "111122223333",
        CidrBlock: "10.0.0.0/16",
        CidrBlockAssociationSet: [
          { CidrBlock: "10.1.0.0/16", CidrBlockState: { State: "associated" } },
          { CidrBlock: "10.0.0.0/16", CidrBlockState: { State: "associated" } },
          { CidrBlock: "10.2.0.0/16", CidrBlockState: { State: "disassociated" } },
        ],
        Ipv6CidrBlockAssociationSet: [
          { Ipv6CidrBlock: "2001:db8::/56", Ipv6CidrBlockState: { State: "associated" } },
          { Ipv6CidrBlock: "2001:db9::/56", Ipv6CidrBlockState: { State: "failed" } },
        ],
        Tags: [{ Key: "Name", Value: "shop" }, { Key: "empty" }],
      },
      attributes,
    );
    expect(vpc).toEqual({
      id: "vpc-1",
      ownerId: "111122223333",
      cidrs: ["10.0.0.0/16", "10.1.0.0/16"],
      ipv6Cidrs: ["2001:db8::/56"],
      enableDnsSupport: true,
      enableDnsHostnames: false,
      domainNameServers: ["AmazonProvidedDNS"],
      isDefault: false,
      tags: { Name: "shop", empty: "" },
    });
  });

  it("has the DNS servers of its DHCP option set", () => {
    const dhcpOptions = {
      DhcpConfigurations: [
        { Key: "domain-name", Values: [{ Value: "corp.example" }] },
        { Key: "domain-name-servers", Values: [{ Value: "10.0.0.10" }, { Value: "10.0.0.11" }] },
      ],
    };
    expect(vpcFrom({ VpcId: "vpc-1" }, { ...attributes, dhcpOptions }).domainNameServers).toEqual([
      "10.0.0.10",
      "10.0.0.11",
    ]);
  });
});

it("recognizes an IPv6-only subnet by its missing CIDR", () => {
  const subnet = subnetFrom({
    SubnetId: "subnet-1",
    AvailabilityZone: "us-east-1a",
    Ipv6CidrBlockAssociationSet: [{ Ipv6CidrBlock: "2001:db8::/64", Ipv6CidrBlockState: { State: "associated" } }],
  });
  expect(subnet).toMatchObject({
    id: "subnet-1",
    cidr: null,
    ipv6Cidrs: ["2001:db8::/64"],
    mapPublicIpOnLaunch: false,
  });
});

it("recognizes a subnet with DNS64", () => {
  expect(subnetFrom({ SubnetId: "subnet-1", EnableDns64: true }).enableDns64).toBe(true);
  expect(subnetFrom({ SubnetId: "subnet-1", EnableDns64: false })).not.toHaveProperty("enableDns64");
});

describe("a route table", () => {
  it("identifies the main one, and the subnets associated with it", () => {
    const main = routeTableFrom({ RouteTableId: "rtb-1", Associations: [{ Main: true }] });
    expect(main).toMatchObject({ main: true, subnetIds: [] });
    const own = routeTableFrom({
      Associations: [
        { Main: false, SubnetId: "subnet-1", AssociationState: { State: "associated" } },
        { Main: false, SubnetId: "subnet-2", AssociationState: { State: "disassociating" } },
        { Main: false, GatewayId: "igw-1" },
      ],
    });
    expect(own).toMatchObject({ main: false, subnetIds: ["subnet-1"] });
  });

  it.each([
    [{ GatewayId: "local" }, "local", "local"],
    [{ GatewayId: "igw-1" }, "internet-gateway", "igw-1"],
    [{ GatewayId: "vgw-1" }, "vpn-gateway", "vgw-1"],
    [{ GatewayId: "vpce-1" }, "vpc-endpoint", "vpce-1"],
    [{ NatGatewayId: "nat-1" }, "nat-gateway", "nat-1"],
    [{ EgressOnlyInternetGatewayId: "eigw-1" }, "egress-only-internet-gateway", "eigw-1"],
    [{ TransitGatewayId: "tgw-1" }, "transit-gateway", "tgw-1"],
    [{ InstanceId: "i-1", NetworkInterfaceId: "eni-1" }, "instance", "i-1"],
    [{ NetworkInterfaceId: "eni-1" }, "network-interface", "eni-1"],
    [{ VpcPeeringConnectionId: "pcx-1" }, "vpc-peering", "pcx-1"],
    [{ CarrierGatewayId: "cagw-1" }, "carrier-gateway", "cagw-1"],
    [{ LocalGatewayId: "lgw-1" }, "local-gateway", "lgw-1"],
    [{ CoreNetworkArn: "arn:core" }, "core-network", "arn:core"],
    [{}, "none", null],
  ])("sends %j to the %s", (route, target, targetId) => {
    const { routes } = routeTableFrom({ Routes: [{ DestinationCidrBlock: "0.0.0.0/0", State: "active", ...route }] });
    expect(routes).toEqual([{ destination: "0.0.0.0/0", target, targetId, active: true }]);
  });

  it("distinguishes routes that a virtual private gateway propagates from static ones", () => {
    const to = { GatewayId: "vgw-1", State: "active" } as const;
    const { routes } = routeTableFrom({
      Routes: [
        { ...to, DestinationCidrBlock: "10.8.0.0/16", Origin: "EnableVgwRoutePropagation" },
        { ...to, DestinationCidrBlock: "10.9.0.0/16", Origin: "CreateRoute" },
      ],
    });
    expect(routes.map(({ propagated }) => propagated)).toEqual([true, undefined]);
  });

  it("keeps IPv6 and prefix list destinations, and marks a blackhole", () => {
    const { routes } = routeTableFrom({
      Routes: [
        { DestinationIpv6CidrBlock: "::/0", NatGatewayId: "nat-1", State: "blackhole" },
        { DestinationPrefixListId: "pl-1", GatewayId: "vpce-1", State: "active" },
      ],
    });
    expect(routes).toMatchObject([
      { destination: "::/0", active: false },
      { destination: "pl-1", active: true },
    ]);
  });
});

it("reads a network ACL's entries: protocol numbers, ports, IPv4 and IPv6", () => {
  const acl = networkAclFrom({
    NetworkAclId: "acl-1",
    IsDefault: false,
    Associations: [{ SubnetId: "subnet-1" }],
    Entries: [
      {
        RuleNumber: 100,
        Egress: false,
        Protocol: "6",
        RuleAction: "allow",
        CidrBlock: "10.0.0.0/16",
        PortRange: { From: 443, To: 443 },
      },
      { RuleNumber: 32768, Egress: true, Protocol: "-1", RuleAction: "deny", Ipv6CidrBlock: "::/0" },
    ],
  });
  expect(acl).toEqual({
    id: "acl-1",
    isDefault: false,
    subnetIds: ["subnet-1"],
    tags: {},
    entries: [
      {
        ruleNumber: 100,
        egress: false,
        protocol: "6",
        allow: true,
        cidr: "10.0.0.0/16",
        ports: { from: 443, to: 443 },
      },
      { ruleNumber: 32768, egress: true, protocol: "-1", allow: false, cidr: "::/0", ports: null },
    ],
  });
});

describe("a network interface", () => {
  it("has its primary address first, each with its own public address, and its delegated prefixes", () => {
    const eni = networkInterfaceFrom({
      NetworkInterfaceId: "eni-1",
      SubnetId: "subnet-1",
      Groups: [{ GroupId: "sg-1" }, { GroupId: "sg-2" }],
      PrivateIpAddresses: [
        { PrivateIpAddress: "10.0.1.6", Primary: false },
        { PrivateIpAddress: "10.0.1.5", Primary: true, Association: { PublicIp: "198.51.100.7" } },
      ],
      Ipv4Prefixes: [{ Ipv4Prefix: "10.0.1.16/28" }],
      Ipv6Addresses: [{ Ipv6Address: "2001:db8::1" }],
      InterfaceType: "lambda",
      Attachment: { InstanceId: "i-1" },
      Status: "in-use",
    });
    expect(eni).toMatchObject({
      securityGroupIds: ["sg-1", "sg-2"],
      addresses: [
        { address: "10.0.1.5", publicAddress: "198.51.100.7" },
        { address: "10.0.1.6", publicAddress: null },
      ],
      prefixes: ["10.0.1.16/28"],
      ipv6Addresses: ["2001:db8::1"],
      interfaceType: "lambda",
      requesterId: null,
      instanceId: "i-1",
    });
  });

  it("takes the interface's own association for its primary address", () => {
    const { addresses } = networkInterfaceFrom({
      Association: { PublicIp: "198.51.100.7" },
      PrivateIpAddresses: [
        { PrivateIpAddress: "10.0.1.5", Primary: true },
        { PrivateIpAddress: "10.0.1.6", Primary: false },
      ],
    });
    expect(addresses.map(({ publicAddress }) => publicAddress)).toEqual(["198.51.100.7", null]);
  });
});

describe("an endpoint", () => {
  it.each([
    ["pendingAcceptance", "pendingacceptance"],
    ["Available", "available"],
    ["deleting", "deleting"],
  ])("has the state %s in lower case", (State, state) => {
    expect(endpointFrom({ State: State as "Available" }, "us-east-1").state).toBe(state);
  });

  it("carries groups, DNS names, options and its policy as data", () => {
    const endpoint = endpointFrom(
      {
        VpcEndpointId: "vpce-1",
        VpcEndpointType: "Interface",
        ServiceName: "com.amazonaws.us-east-1.s3",
        Groups: [{ GroupId: "sg-1", GroupName: "endpoints" }],
        DnsEntries: [{ DnsName: "vpce-1.s3.example" }, { DnsName: "vpce-1-us-east-1a.s3.example" }],
        DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: true },
        PrivateDnsEnabled: true,
        PolicyDocument: '{"Statement":[]}',
      },
      "us-east-1",
    );
    expect(endpoint).toMatchObject({
      type: "Interface",
      securityGroupIds: ["sg-1"],
      dnsNames: ["vpce-1.s3.example", "vpce-1-us-east-1a.s3.example"],
      privateDnsOnlyForInboundResolverEndpoint: true,
      privateDnsEnabled: true,
      ipAddressType: "ipv4",
      policy: { Statement: [] },
    });
  });

  it("keeps a policy as text that is not JSON, or nests too deeply to be walked", () => {
    const deep = `{"Statement":${"[".repeat(9_000)}${"]".repeat(9_000)}}`;
    for (const text of ["{not json", deep])
      expect(endpointFrom({ PolicyDocument: text }, "us-east-1").policy).toBe(text);
  });

  it("has no names when it is a gateway", () => {
    expect(endpointFrom({ VpcEndpointType: "Gateway", PrivateDnsEnabled: true }, "us-east-1").privateDnsEnabled).toBe(
      false,
    );
  });

  it("has the record types of its names where EC2 returns them, and its service's Region where that is another one", () => {
    const dnsOptions = { DnsOptions: { DnsRecordIpType: "service-defined" } } as const;
    expect(endpointFrom({ ...dnsOptions, ServiceRegion: "us-east-1" }, "us-east-1")).toMatchObject({
      dnsRecordIpType: "service-defined",
    });
    expect(endpointFrom({ ServiceRegion: "us-east-1" }, "us-east-1")).not.toHaveProperty("serviceRegion");
    expect(endpointFrom({ ServiceRegion: "us-east-1" }, "eu-west-1").serviceRegion).toBe("us-east-1");
    expect(endpointFrom({}, "eu-west-1")).not.toHaveProperty("dnsRecordIpType");
  });

  it("has no policy when EC2 gives none", () => {
    expect(endpointFrom({}, "us-east-1").policy).toBeNull();
  });
});

describe("what a Region offers", () => {
  it("is one entry per service and type", () => {
    const offers = servicesFrom([
      {
        ServiceName: "com.amazonaws.us-east-1.s3",
        ServiceType: [{ ServiceType: "Interface" }],
        PrivateDnsNames: [
          { PrivateDnsName: "s3.us-east-1.amazonaws.com" },
          { PrivateDnsName: "*.s3.us-east-1.amazonaws.com" },
        ],
        PrivateDnsName: "s3.us-east-1.amazonaws.com",
        AvailabilityZones: ["us-east-1b", "us-east-1a"],
        SupportedIpAddressTypes: ["ipv4", "ipv6"],
        VpcEndpointPolicySupported: true,
        Owner: "amazon",
      },
      { ServiceName: "com.amazonaws.us-east-1.s3", ServiceType: [{ ServiceType: "Gateway" }], PrivateDnsName: "x" },
      {
        ServiceName: "com.amazonaws.us-east-1.both",
        ServiceType: [{ ServiceType: "Gateway" }, { ServiceType: "Interface" }],
        PrivateDnsName: "both.us-east-1.amazonaws.com",
        AcceptanceRequired: true,
      },
    ]);
    expect(offers.map(({ name, type, privateDnsNames }) => [name, type, privateDnsNames])).toEqual([
      ["com.amazonaws.us-east-1.both", "Gateway", []],
      ["com.amazonaws.us-east-1.both", "Interface", ["both.us-east-1.amazonaws.com"]],
      ["com.amazonaws.us-east-1.s3", "Gateway", []],
      ["com.amazonaws.us-east-1.s3", "Interface", ["s3.us-east-1.amazonaws.com", "*.s3.us-east-1.amazonaws.com"]],
    ]);
    expect(offers[3]).toMatchObject({
      availabilityZones: ["us-east-1a", "us-east-1b"],
      ipAddressTypes: ["ipv4", "ipv6"],
      policySupported: true,
      acceptanceRequired: false,
      owner: "amazon",
    });
  });

  it("leaves out a private DNS name whose owner has not proven the domain", () => {
    const [offer] = servicesFrom([
      {
        ServiceName: "com.amazonaws.vpce.us-east-1.vpce-svc-1",
        ServiceType: [{ ServiceType: "Interface" }],
        PrivateDnsName: "api.example.com",
        PrivateDnsNameVerificationState: "pendingVerification",
      },
    ]);
    expect(offer?.privateDnsNames).toEqual([]);
  });
});

it("distinguishes a prefix list that could not be read from an empty one", () => {
  const own = { PrefixListId: "pl-1", PrefixListName: "mine", OwnerId: "111122223333", MaxEntries: 5 };
  expect(prefixListFrom(own, [])).toMatchObject({ entries: [], maxEntries: 5 });
  expect(prefixListFrom(own, null).entries).toBeNull();
  expect(prefixListFrom({ ...own, OwnerId: "AWS" }, []).entries).toBeNull();
});
