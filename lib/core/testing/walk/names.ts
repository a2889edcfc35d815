/** Where a name leads, label by label. */
import type { BlockReason } from "#lib/core/format/plan-format";
import type { HostedZone, ResolverRule, Snapshot, SubnetId, VpcEndpoint } from "#lib/core/network/snapshot";
import { type Address, addressOf, each, isV6 } from "./address";

/** One address that a name gives, and the interface behind it. */
export type Destination = { address: Address; subnet: SubnetId; groups: readonly string[] };

export type Lead =
  | { to: "nothing"; why: BlockReason }
  | { to: "unknown"; why: BlockReason }
  | { to: "interfaces"; destinations: Destination[] }
  | { to: "public"; gateways: VpcEndpoint[]; besides: BlockReason[] };

export type Asked = {
  network: Snapshot;
  /** Full name of the service, and whether its gateway is meant. */
  serviceName: string;
  isGateway: boolean;
  names: string[];
  hasPorts: boolean;
  ownName: boolean;
  family: 4 | 6;
};

const stripped = (name: string): string => name.replace(/^\*\./, "");

/** ecs.us-east-1.amazonaws.com, us-east-1.amazonaws.com, amazonaws.com, com, the root. */
function upwards(name: string): string[] {
  const labels = stripped(name).split(".");
  return [...labels.map((_, i) => labels.slice(i).join(".")), "."];
}

const rankOf = (one: { profile?: { priority: number } }): number => (one.profile ? one.profile.priority : -1);

function first<T extends { profile?: { priority: number } }>(all: T[]): T | undefined {
  let best: T | undefined;
  for (const one of all) if (!best || rankOf(one) < rankOf(best)) best = one;
  return best;
}

type Override = { domain: string } & ({ zone: HostedZone } | { rule: ResolverRule });

/** Walks from the name up to the root and stops at the first override. */
function overrideOf({ vpc, hostedZones, resolverRules }: Snapshot, name: string): Override | null {
  const zones =
    hostedZones?.state === "read" && vpc?.enableDnsSupport && vpc.enableDnsHostnames ? hostedZones.value : [];
  const rules = resolverRules?.state === "read" ? resolverRules.value : [];
  let kept = false;
  for (const domain of upwards(name)) {
    const here = first(
      rules.filter((one) => one.domain === domain && (one.type === "FORWARD" || one.type === "SYSTEM")),
    );
    const zone = first(zones.filter((one) => one.owningService === null && stripped(one.name) === domain));
    if (here?.type === "SYSTEM") kept = true;
    const rule = here?.type === "FORWARD" && !kept ? here : undefined;
    if (rule && zone) return rankOf(zone) < rankOf(rule) ? { domain, zone } : { domain, rule };
    if (rule) return { domain, rule };
    if (zone) return { domain, zone };
  }
  return null;
}

function blocked({ dnsFirewall }: Snapshot, name: string): boolean {
  for (const { domains, action } of dnsFirewall?.state === "read" ? dnsFirewall.value : []) {
    const hit = domains?.some((domain) => {
      if (domain === "*" || domain === name) return true;
      if (!domain.startsWith("*.")) return false;
      const parent = domain.slice(2);
      return stripped(name) === parent ? name.startsWith("*.") : stripped(name).endsWith(`.${parent}`);
    });
    if (hit) return action === "BLOCK";
  }
  return false;
}

const available = ({ state }: VpcEndpoint): boolean => state === "available";

/** Where an endpoint has addresses: its interfaces'; of a subnet without one, all. */
function addressesOf(network: Snapshot, endpoint: VpcEndpoint, family: 4 | 6): Destination[] {
  const groups = endpoint.securityGroupIds;
  const interfaces = network.networkInterfaces.filter(({ id }) => endpoint.networkInterfaceIds.includes(id));
  const own = interfaces.flatMap(({ subnetId, addresses, ipv6Addresses }) => {
    const text = family === 4 ? addresses[0]?.address : ipv6Addresses[0];
    return text ? [{ address: addressOf(text), subnet: subnetId, groups }] : [];
  });
  if (endpoint.ipAddressType === (family === 4 ? "ipv6" : "ipv4")) return own;
  const bare = network.subnets.filter(
    ({ id }) => endpoint.subnetIds.includes(id) && !interfaces.some(({ subnetId }) => subnetId === id),
  );
  const cidrs = bare.flatMap(({ id, cidr, ipv6Cidrs }) =>
    (family === 6 ? ipv6Cidrs : cidr ? [cidr] : []).map((one) => ({ id, one })),
  );
  return [...own, ...cidrs.flatMap(({ id, one }) => each(one).map((address) => ({ address, subnet: id, groups })))];
}

/** What a zone's records say of the name; null where they cannot be read or lead out of view. */
function followed(network: Snapshot, zone: HostedZone, name: string, family: 4 | 6): Destination[] | null {
  const records = (zone.records ?? []).filter((record) => record.name === name);
  if (!zone.records || records.length === 0) return null;
  const found = new Map<string, Destination>();
  const add = (some: Destination[]) => {
    for (const one of some) found.set(`${one.address} ${one.groups.join()}`, one);
  };
  for (const { type, values, alias } of records) {
    for (const target of alias ? [alias] : type === "CNAME" ? values : []) {
      const endpoint = network.endpoints.find((one) => one.dnsNames.includes(target) && available(one));
      if (!endpoint) return null;
      add(addressesOf(network, endpoint, family));
    }
    for (const value of alias || type === "CNAME" ? [] : values) {
      const eni = network.networkInterfaces.find((one) =>
        [...one.addresses.map(({ address }) => address), ...one.ipv6Addresses].includes(value),
      );
      const endpoint = network.endpoints.find(
        (one) => available(one) && eni && one.networkInterfaceIds.includes(eni.id),
      );
      if (!endpoint) return null;
      add(
        isV6(addressOf(value)) === (family === 6)
          ? addressesOf(network, endpoint, family).filter(({ address }) => address === addressOf(value))
          : [],
      );
    }
  }
  return [...found.values()];
}

function hasAaaa({ dnsRecordIpType, ipAddressType }: VpcEndpoint): boolean {
  const type = dnsRecordIpType ?? ipAddressType;
  return type === "ipv6" || type === "dualstack";
}

const RESOLVER = ["AmazonProvidedDNS", "169.254.169.253", "fd00:ec2::253"];

/** Steps 1 to 7 of the page. */
export function follow(asked: Asked): Lead {
  const { network, serviceName, isGateway, names, family } = asked;
  const { vpc, accountId } = network;
  if (!vpc) return { to: "nothing", why: "dns-support" };
  if (vpc.ownerId !== accountId) return { to: "unknown", why: "not-visible" };

  const plusTwo = addressOf(vpc.cidrs[0]?.split("/")[0] ?? "0.0.0.0") + 2n;
  const own = vpc.domainNameServers.filter((one) => !RESOLVER.includes(one) && addressOf(one) !== plusTwo);
  if (!vpc.enableDnsSupport && own.length === 0) return { to: "nothing", why: "dns-support" };
  if (!asked.hasPorts) return { to: "unknown", why: "port-unknown" };

  const all = network.endpoints.filter((endpoint) => endpoint.serviceName === serviceName);
  const interfaces = all.filter((endpoint) => endpoint.type === "Interface" && available(endpoint));
  if (asked.ownName && !isGateway) {
    if (interfaces.length === 0) return { to: "nothing", why: "not-available" };
    // A planned endpoint has no name yet: EC2 will give it one of this form.
    const service = serviceName.split(`.${network.region}.`).at(-1);
    const ownNames = ({ id, dnsNames }: VpcEndpoint) =>
      dnsNames.length > 0 ? dnsNames : [`${id}.${service}.${network.region}.vpce.amazonaws.com`];
    const isBlocked = interfaces.some((one) => ownNames(one).some((name) => blocked(network, name)));
    if (isBlocked) return { to: "nothing", why: "dns-firewall" };
    return { to: "interfaces", destinations: interfaces.flatMap((one) => addressesOf(network, one, family)) };
  }

  const here = names.map((name) => ({ name, by: overrideOf(network, name) }));
  const led = (exact: boolean): Lead | null => {
    const destinations: Destination[] = [];
    let any = false;
    for (const { name, by } of here) {
      if (!by || by.domain === "." || (by.domain === stripped(name)) !== exact) continue;
      const leads = "zone" in by ? followed(network, by.zone, name, family) : null;
      if (!leads) return { to: "unknown", why: "zone" in by ? "hosted-zone" : "resolver-rule" };
      any = true;
      destinations.push(...leads);
    }
    return any ? { to: "interfaces", destinations } : null;
  };
  if (names.some((name) => blocked(network, name))) return { to: "nothing", why: "dns-firewall" };
  const exactly = led(true);
  if (exactly) return exactly;

  const named = interfaces.filter((one) => one.privateDnsEnabled && !one.privateDnsOnlyForInboundResolverEndpoint);
  const resolving = named.filter((one) => family === 4 || hasAaaa(one));
  if (vpc.enableDnsSupport && vpc.enableDnsHostnames && resolving.length > 0) {
    return { to: "interfaces", destinations: resolving.flatMap((one) => addressesOf(network, one, family)) };
  }
  const byParent = led(false);
  if (byParent) return byParent;
  const elsewhere =
    network.profiles?.state === "read" &&
    network.profiles.value.some(({ endpointIds, endpointServices = {} }) =>
      endpointIds.some(
        (id) =>
          !network.endpoints.some((one) => one.id === id) &&
          (endpointServices[id] === undefined || endpointServices[id] === serviceName),
      ),
    );
  if (elsewhere && !isGateway) return { to: "unknown", why: "hosted-zone" };

  const gateways = all.filter((endpoint) => endpoint.type === "Gateway" && available(endpoint));
  const useful = gateways.filter(({ ipAddressType }) => family === 4 || ipAddressType !== "ipv4");
  const wanted = all.filter(({ type }) => type === (isGateway ? "Gateway" : "Interface"));
  const besides: BlockReason[] = [];
  if (!wanted.some(available)) besides.push("no-endpoint");
  if (wanted.some((one) => !available(one))) besides.push("not-available");
  if (interfaces.length > 0 && named.length === 0) besides.push("private-dns-off");
  if (named.length > 0 && !vpc.enableDnsHostnames) besides.push("dns-hostnames");
  if (named.length > 0 && !vpc.enableDnsSupport) besides.push("dns-support");
  if (useful.length > 0) besides.push("no-route");
  if (resolving.length < named.length || useful.length < gateways.length) besides.push("ip-address-type");
  return { to: "public", gateways: useful, besides };
}
