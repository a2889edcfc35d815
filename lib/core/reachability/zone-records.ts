/** Where a private hosted zone's records lead, as far as that is to interfaces of endpoints in view. */
import { addressesOf, type Family, type IntervalSet, union } from "#lib/core/network/intervals";
import type { NetworkIndex } from "#lib/core/network/network-index";
import type { HostedZone, HostedZoneRecord, VpcEndpoint } from "#lib/core/network/snapshot";
import { baseName } from "./domain-names";

/** An endpoint that a name leads to, at all of its addresses or at these only. */
export type Target = { endpoint: VpcEndpoint; only: Record<Family, IntervalSet> | null };

const MAX_CNAMES = 8;

const plain = (name: string): string => name.toLowerCase().replace(/\.$/, "");

/** The records of a standard name: its own, else a wildcard's; of a wildcard name also those of each name below it. */
function recordsFor(records: readonly HostedZoneRecord[], standardName: string): HostedZoneRecord[] {
  const name = plain(standardName);
  if (name.startsWith("*.")) {
    return records.filter((record) => plain(record.name) === name || plain(record.name).endsWith(name.slice(1)));
  }
  const own = records.filter((record) => plain(record.name) === name);
  if (own.length > 0) return own;
  const wildcards = records
    .map((record) => plain(record.name))
    .filter((pattern) => pattern.startsWith("*.") && name.endsWith(pattern.slice(1)));
  const closest = wildcards.sort((a, b) => b.length - a.length)[0];
  return records.filter((record) => plain(record.name) === closest);
}

/** The endpoint whose interface has the address. */
function endpointAt({ snapshot, networkInterfaces }: NetworkIndex, address: string): VpcEndpoint | undefined {
  const [sought] = addressesOf(address, address.includes(":") ? 6 : 4);
  const has = (endpoint: VpcEndpoint): boolean =>
    endpoint.networkInterfaceIds.some((id) => {
      const found = networkInterfaces.get(id);
      const own = [...(found?.addresses ?? []).map((one) => one.address), ...(found?.ipv6Addresses ?? [])];
      return own.some(
        (one) =>
          one.includes(":") === address.includes(":") &&
          addressesOf(one, one.includes(":") ? 6 : 4)[0]?.from === sought?.from,
      );
    });
  return snapshot.endpoints.find((endpoint) => endpoint.state === "available" && has(endpoint));
}

/** Endpoints with the name as one of their own: the regional one, or that of one Availability Zone. */
function endpointNamed(index: NetworkIndex, name: string): Target | null {
  const endpoint = index.snapshot.endpoints.find(
    (one) => one.state === "available" && one.type === "Interface" && one.dnsNames.some((own) => plain(own) === name),
  );
  if (!endpoint) return null;
  const zone = index.snapshot.subnets
    .map(({ availabilityZone }) => availabilityZone)
    .find((one) => name.split(".")[0]?.endsWith(`-${one}`));
  if (!zone) return { endpoint, only: null };
  const inZone = (family: Family) =>
    union(
      [...index.addressesOf(endpoint, family)]
        .filter(([subnetId]) => index.subnets.get(subnetId)?.availabilityZone === zone)
        .map(([, addresses]) => addresses),
    );
  return { endpoint, only: { 4: inZone(4), 6: inZone(6) } };
}

/** What a record leads to; null where anything of it is not in view. */
function targetsOf(
  index: NetworkIndex,
  records: readonly HostedZoneRecord[],
  { type, values, alias }: HostedZoneRecord,
  depth: number,
): Target[] | null {
  const names = alias ? [alias] : type === "CNAME" ? values : [];
  const byName = names.map((name) => {
    const named = endpointNamed(index, plain(name));
    if (named) return [named];
    return depth < MAX_CNAMES ? follow(index, records, name, depth + 1) : null;
  });
  const byAddress = (alias || type === "CNAME" ? [] : values).map((address) => {
    const endpoint = endpointAt(index, address);
    if (!endpoint) return null;
    return [{ endpoint, only: { 4: addressesOf(address, 4), 6: addressesOf(address, 6) } }];
  });
  const all = [...byName, ...byAddress];
  return all.length === 0 || all.includes(null) ? null : all.flatMap((some) => some ?? []);
}

function follow(
  index: NetworkIndex,
  records: readonly HostedZoneRecord[],
  name: string,
  depth: number,
): Target[] | null {
  const matches = recordsFor(records, name);
  const all = matches.map((record) => targetsOf(index, records, record, depth));
  return all.length === 0 || all.includes(null) ? null : merged(all.flatMap((some) => some ?? []));
}

/** One target for each endpoint. */
function merged(targets: readonly Target[]): Target[] {
  const byEndpoint = new Map<VpcEndpoint, Target>();
  for (const { endpoint, only } of targets) {
    const known = byEndpoint.get(endpoint);
    const whole = only === null || known?.only === null;
    byEndpoint.set(endpoint, {
      endpoint,
      only: whole
        ? null
        : { 4: union([known?.only?.[4] ?? [], only?.[4] ?? []]), 6: union([known?.only?.[6] ?? [], only?.[6] ?? []]) },
    });
  }
  return [...byEndpoint.values()];
}

/** The endpoints that a zone's readable records lead a standard name to; null: elsewhere, nowhere, or out of view. */
export function followZone(index: NetworkIndex, { records }: HostedZone, standardName: string): Target[] | null {
  const readable = (records ?? []).filter(({ type }) => ["A", "AAAA", "CNAME"].includes(type));
  if (!records || baseName(standardName) === "") return null;
  return follow(index, readable, standardName, 0);
}
