/** Small accounts with problems that people report of real ones, one of each kind. */
import type { IntentInput } from "#lib/core/intent/intent";
import type { NetworkAclEntry, NetworkInterface, Route, Snapshot, SubnetId } from "#lib/core/network/snapshot";
import { account, offer, openNaclEntries, rule } from "./account";
import { intentFor } from "./intent";

type Net = ReturnType<typeof account>;

const TASK = { description: "arn:aws:ecs:us-east-1:111122223333:attachment/1" };
export const CENTRAL = "999900001111";
const FULL_ACCESS = { Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }] };
const only = (Action: string, Resource: string) => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action, Resource }],
});

/** Two subnets in two zones with a route table of their own, and an interface with the client group in the first. */
function shop(routes: (net: Net) => Route[] = () => [], over: Parameters<typeof account>[0] = {}, client = {}) {
  const net = account(over);
  const [first, second]: [SubnetId, SubnetId] = [net.subnet("a"), net.subnet("b")];
  const table = net.routeTable([first, second], routes(net));
  const app = net.group("app");
  net.networkInterface(first, [app], "10.0.1.10", client);
  const others = (name: string, more: Partial<NetworkInterface> = {}) => {
    const group = net.group(name);
    return { group, eni: net.networkInterface(second, [group], "10.0.2.10", more) };
  };
  const planned = (input: Partial<IntentInput>, more: Partial<Snapshot> = {}) => {
    const snapshot = net.snapshot(more);
    return { snapshot, intent: intentFor(snapshot, { clientSecurityGroupIds: [app], ...input }) };
  };
  return { net, first, second, table, app, others, planned };
}

const nat = (net: Net) => [net.nat()];
const to = (destination: string, target: Route["target"], more: Partial<Route> = {}): Route => ({
  destination,
  target,
  targetId: `${target}-1`,
  active: true,
  ...more,
});
const withOffers = (...more: Snapshot["services"]) => ({ services: [...account().snapshot().services, ...more] });

const aclPorts = (from: number, end: number, ruleNumber: number): NetworkAclEntry[] =>
  [true, false].map((egress) => ({
    ruleNumber,
    egress,
    allow: true,
    protocol: "6",
    cidr: "10.0.0.0/16",
    ports: { from, to: end },
  }));

export const fieldCases = {
  /** With private DNS on, an `execute-api` endpoint takes the URLs of public APIs, though everybody may use it. */
  publicApis() {
    const a = shop(nat);
    const { eni } = a.others("other");
    const api = offer("execute-api", { privateDnsNames: ["*.execute-api.us-east-1.amazonaws.com"] });
    return { ...a.planned({ services: ["execute-api"], admitVpcCidrs: true }, withOffers(api)), eni };
  },
  /** Services that do not listen on 443. */
  otherPorts() {
    const a = shop();
    const snapshot = a.net.snapshot(withOffers(offer("email-smtp"), offer("cassandra"), offer("appstream.streaming")));
    for (const group of snapshot.securityGroups) group.egress = [rule("0.0.0.0/0")];
    const services = ["email-smtp", "cassandra", "appstream.streaming"];
    return { snapshot, intent: intentFor(snapshot, { services, clientSecurityGroupIds: [a.app] }), app: a.app };
  },
  /** A network ACL that passes the return ports of Linux, and no more. */
  narrowReturnPorts() {
    const a = shop();
    const acl = a.net.networkAcl([a.first, a.second], [...aclPorts(443, 443, 100), ...aclPorts(32768, 61000, 110)]);
    return { ...a.planned({}), acl };
  },
  /** The default route in halves: others do reach the internet. */
  halves() {
    const a = shop(() => [to("0.0.0.0/1", "nat-gateway"), to("128.0.0.0/1", "nat-gateway")]);
    const { eni } = a.others("batch");
    return { ...a.planned({}), eni };
  },
  /** A third subnet with a table of its own, in which no workload runs yet. */
  thirdSubnet() {
    const a = shop();
    const third = a.net.subnet("c");
    const table = a.net.routeTable([third]);
    return { ...a.planned({ services: ["ecr.api", "ecr.dkr", "s3"] }), tables: [a.table, table] };
  },
  /** The VPC resolver by its addresses. */
  resolverByAddress: () =>
    shop(nat, { domainNameServers: ["10.0.0.2", "169.254.169.253", "fd00:ec2::253"] }).planned({}),
  /** A spoke whose names are resolved by a central VPC's zones. */
  spoke() {
    const a = shop(() => [to("10.20.0.0/16", "transit-gateway")], {}, TASK);
    const names = ["ecs", "api.ecr", "dkr.ecr", "logs"];
    for (const name of names) a.net.hostedZone(`${name}.us-east-1.amazonaws.com`, { owningAccount: CENTRAL });
    a.net.endpoint("s3", { type: "Gateway", routeTableIds: [a.table] });
    return a.planned({ services: ["ecs", "ecr.api", "ecr.dkr", "logs"] });
  },
  /** A task that carries a group of another VPC, which cannot be read. */
  groupOfAnotherVpc() {
    const a = shop(nat);
    const eni = a.net.networkInterface(a.second, ["sg-0f0f0f0f0f0f0f0f0"], "10.0.2.20", TASK);
    const elsewhere = { "sg-0f0f0f0f0f0f0f0f0": "vpc-0bbbbbbbbbbbbbbbb" as const };
    return { ...a.planned({ services: ["logs"] }, { elsewhere }), eni };
  },
  /** Narrower policies for endpoints that others use as well. */
  narrowPolicies() {
    const a = shop(nat);
    const open = a.net.group("endpoints", { ingress: [rule("10.0.0.0/16")] });
    a.net.endpoint("s3", { type: "Gateway", routeTableIds: [a.table], policy: FULL_ACCESS });
    const endpoint = { subnetIds: [a.first, a.second], securityGroupIds: [open], policy: FULL_ACCESS };
    a.net.endpoint("secretsmanager", endpoint);
    const policies = {
      s3: only("s3:GetObject", "arn:aws:s3:::app-assets/*"),
      secretsmanager: only(
        "secretsmanager:GetSecretValue",
        "arn:aws:secretsmanager:us-east-1:111122223333:secret:app/*",
      ),
    };
    const { eni } = a.others("builders");
    return { ...a.planned({ services: ["s3", "secretsmanager"], policies }), eni };
  },
  /** S3 by an interface endpoint, without a gateway. */
  s3Interface: () => shop().planned({ services: ["ecr.api", "ecr.dkr", "s3:interface"] }),
  /** Workloads with IPv6 alone; gateways and endpoints for IPv6 are offered, or not. */
  ipv6(types = ["ipv4", "ipv6"]) {
    const net = account({ ipv6Cidrs: ["2600:1f10:1::/56"] });
    const subnets = (["a", "b"] as const).map((zone, i) =>
      net.subnet(zone, { cidr: null, ipv6Cidrs: [`2600:1f10:1:${i + 1}::/64`] }),
    );
    net.routeTable(subnets);
    net.networkAcl(subnets, [
      ...openNaclEntries,
      ...openNaclEntries.map((one) => ({ ...one, ruleNumber: 101, cidr: "::/0" })),
    ]);
    const app = net.group("app", { egress: [rule("::/0", null)] });
    net.networkInterface(subnets[0] as SubnetId, [app], "", { addresses: [], ipv6Addresses: ["2600:1f10:1:1::10"] });
    const services = net.snapshot().services.map((one) => ({ ...one, ipAddressTypes: types }));
    const snapshot = net.snapshot({ services });
    return { snapshot, intent: intentFor(snapshot, { services: ["s3", "logs"], ipAddressType: "ipv6" }) };
  },
  /** China: other names, other prefixes. */
  china() {
    const region = "cn-north-1";
    const zones = { availabilityZones: [`${region}a`, `${region}b`] };
    const named = (short: string, name: string, host: string) =>
      offer(short, { name, privateDnsNames: [`${host}.${region}.amazonaws.com.cn`], ...zones });
    const services = [
      named("sts", `cn.com.amazonaws.${region}.sts`, "sts"),
      named("ecr.api", `com.amazonaws.${region}.ecr.api`, "api.ecr"),
      offer("s3", { name: `com.amazonaws.${region}.s3`, type: "Gateway", privateDnsNames: [], ...zones }),
    ];
    const a = shop();
    const snapshot = a.net.snapshot({ region, services });
    for (const subnet of snapshot.subnets)
      subnet.availabilityZone = subnet.availabilityZone.replace("us-east-1", region);
    return {
      snapshot,
      intent: intentFor(snapshot, { services: ["sts", "ecr.api", "s3"], clientSecurityGroupIds: [a.app] }),
    };
  },
  /** A gateway endpoint in a VPC without DNS hostnames. */
  gatewayWithoutHostnames: () => shop(() => [], { enableDnsHostnames: false }).planned({ services: ["s3"] }),
  /** A VPC that another account shares with this one. */
  participant() {
    const a = shop(() => [], { ownerId: CENTRAL }, TASK);
    return a.planned({ services: ["ecr.api", "logs", "s3"] });
  },
  /** An inbound Resolver endpoint: other networks resolve names here. */
  inboundResolver() {
    const a = shop(nat);
    const group = a.net.group("resolver");
    const enis = [a.first, a.second].map((subnet, i) =>
      a.net.networkInterface(subnet, [group], `10.0.${i + 1}.53`, {
        description: "Route 53 Resolver: rslvr-in-1234567890abcdef0:rni-1",
      }),
    );
    return { ...a.planned({ services: ["logs"] }), enis };
  },
  /** A subnet in a Local Zone, where services have no endpoints. */
  localZone() {
    const a = shop();
    const zone = a.net.subnet("c", { availabilityZone: "us-east-1-bos-1a", availabilityZoneId: "use1-bos1-az1" });
    a.net.networkInterface(zone, [a.app], "10.0.3.10");
    return { ...a.planned({ services: ["logs", "s3"] }), zone };
  },
  /** S3 Express: names by Availability Zone. */
  s3express() {
    const gateway = offer("s3express", { type: "Gateway", privateDnsNames: [] });
    return shop().planned({ services: ["s3express"] }, withOffers(gateway));
  },
  /** Static routes inside the ranges of S3, one of them a blackhole. */
  staticRoutes() {
    const a = shop(() => [
      to("52.216.0.0/16", "vpc-endpoint", { targetId: "vpce-firewall" }),
      to("3.5.0.0/20", "transit-gateway", { active: false }),
    ]);
    return { ...a.planned({ services: ["s3"] }), table: a.table };
  },
  /** Interfaces that open no connections of their own, beside one that does. */
  silentInterfaces() {
    const a = shop(nat);
    const group = a.net.group("data");
    const add = (host: number, interfaceType: string, description: string) =>
      a.net.networkInterface(a.second, [group], `10.0.2.${host}`, { interfaceType, description });
    add(40, "efs", "EFS mount target for fs-0123 (fsmt-0456)");
    add(41, "interface", "EFS mount target for fs-0124 (fsmt-0457)");
    add(42, "interface", "ElastiCache cache-0001");
    add(43, "network_load_balancer", "ELB net/nlb/50dc6c495c0c9188");
    add(44, "interface", "Route 53 Resolver: rslvr-out-1234567890abcdef0:rni-1");
    const eni = add(45, "interface", "RDSNetworkInterface");
    return { ...a.planned({}), eni };
  },
  /** A Region where AWS asks for all three endpoints of ECS. */
  newRegion() {
    const region = "ca-west-1";
    const zones = { availabilityZones: [`${region}a`, `${region}b`] };
    const services = ["ecs", "ecs-agent", "ecs-telemetry"].map((short) =>
      offer(short, {
        name: `com.amazonaws.${region}.${short}`,
        privateDnsNames: [`${short}.${region}.amazonaws.com`],
        ...zones,
      }),
    );
    const a = shop(nat);
    const snapshot = a.net.snapshot({ region, services });
    for (const subnet of snapshot.subnets)
      subnet.availabilityZone = subnet.availabilityZone.replace("us-east-1", region);
    return { snapshot, intent: intentFor(snapshot, { clientSecurityGroupIds: [a.app] }) };
  },
  /** A service whose name begins like another's. */
  s3tables: () => shop().planned({ services: ["s3tables", "s3"] }, withOffers(offer("s3tables"))),
  /** A wildcard that endpoint policies do not take. */
  policyGrammar() {
    const [statement] = only("secretsmanager:GetSecretValue", "*").Statement;
    const Condition = { StringLike: { "aws:PrincipalAccount": "1111222*" } };
    const policies = { secretsmanager: { Version: "2012-10-17", Statement: [{ ...statement, Condition }] } };
    return shop().planned({ services: ["secretsmanager"], policies });
  },
  /** A client that may connect to the endpoints' group only: S3 needs its prefix list. */
  closedEgress() {
    const a = shop();
    const endpoints = a.net.group("endpoints", { ingress: [rule("10.0.0.0/16")] });
    const snapshot = a.net.snapshot();
    for (const group of snapshot.securityGroups) if (group.id === a.app) group.egress = [rule(endpoints)];
    const input = {
      services: ["logs", "s3"],
      clientSecurityGroupIds: [a.app],
      endpointSecurityGroup: { id: endpoints },
    };
    return { snapshot, intent: intentFor(snapshot, input), app: a.app };
  },
  /** Pods in a secondary CIDR, which the endpoints' group does not name. */
  secondaryCidr() {
    const a = shop(nat, { cidrs: ["10.0.0.0/16", "100.64.0.0/16"] });
    const pods = a.net.subnet("a", { cidr: "100.64.0.0/24" });
    a.net.routeTable([pods], [a.net.nat()]);
    const [client, other] = [a.net.group("pods"), a.net.group("other")];
    a.net.networkInterface(pods, [client], "100.64.0.10");
    const eni = a.net.networkInterface(pods, [other], "100.64.0.11");
    const endpoints = a.net.group("endpoints", { ingress: [rule("10.0.0.0/16")] });
    const input = { services: ["sts"], clientSecurityGroupIds: [client], endpointSecurityGroup: { id: endpoints } };
    return { ...a.planned({ ...input, subnetIds: [a.first, a.second] }), eni, endpoints, client };
  },
  /** Endpoints of a third party's service, and of one in another Region. */
  otherEndpoints() {
    const a = shop();
    const group = a.net.group("vendor", { ingress: [rule("10.0.0.0/16", { from: 27017, to: 27017 })] });
    const names = ["us-east-1.vpce-svc-0a1b2c3d4e5f60718", "us-west-2.vpce-svc-0ffffffffffffffff"];
    const ids = names.map((name) =>
      a.net.endpoint("x", {
        serviceName: `com.amazonaws.vpce.${name}`,
        subnetIds: [a.first, a.second],
        securityGroupIds: [group],
        privateDnsEnabled: false,
      }),
    );
    return { ...a.planned({ services: ["logs"] }), ids };
  },
};
