import { LRUCache } from "lru-cache";
import type { EndpointService, Profile, Read, Snapshot, VpcId } from "#lib/core/network/snapshot";
import type { Target } from "#lib/core/run/target";
import { listed } from "#lib/core/text/phrases";
import { readDnsFirewall } from "./dns-firewall";
import { concernsServices } from "./domain";
import { readHostedZones, readZonesOfProfiles } from "./hosted-zones";
import { readPrices } from "./price-list";
import { type ProfileContent, readProfiles } from "./profiles";
import { readResolverRules } from "./resolver-rules";
import { readQuotas } from "./service-quotas";
import { withRecords } from "./zone-records";

type Names = Required<Pick<Snapshot, "hostedZones" | "resolverRules" | "profiles" | "dnsFirewall">>;
type BeyondEc2 = Names & Required<Pick<Snapshot, "quotas" | "prices">>;

/** What is read of EC2 and STS at the same time. */
type Facts = {
  vpcId: VpcId;
  caller: Promise<{ accountId: string }>;
  offered: Promise<readonly EndpointService[]>;
};

/** Quotas are raised, and prices published, seldom. */
const QUOTAS_MS = 5 * 60_000;
const PRICES_MS = 60 * 60_000;

const quotas = caching(QUOTAS_MS, readQuotas);
const prices = caching(PRICES_MS, readPrices);

/** What other services know that concerns endpoints in a VPC; never throws, and each read is bounded by `attempt`. */
export async function readBeyondEc2(target: Target, facts: Facts): Promise<BeyondEc2> {
  const [names, itsQuotas, itsPrices] = await Promise.all([readNames(target, facts), quotas(target), prices(target)]);
  return { ...names, quotas: itsQuotas, prices: itsPrices };
}

/** What resolves names in the VPC besides its endpoints. Profiles are read first: they name what else to read. */
async function readNames(target: Target, { vpcId, caller, offered }: Facts): Promise<Names> {
  const [profiles, accountId, names] = await Promise.all([
    readProfiles(target, vpcId),
    caller.then((identity) => identity.accountId).catch(() => null),
    offered.then((services) => services.flatMap(({ privateDnsNames }) => privateDnsNames)).catch(() => []),
  ]);
  const contents = profiles.state === "read" ? profiles.value : [];
  const concerns = concernsServices(names);
  const [hostedZones, resolverRules, dnsFirewall] = await Promise.all([
    readZones(target, vpcId, contents, accountId, concerns),
    readResolverRules(target, vpcId, contents),
    readDnsFirewall(target, vpcId, contents, concerns),
  ]);
  const read = { hostedZones, resolverRules };
  return {
    ...read,
    dnsFirewall,
    profiles:
      profiles.state === "read" ? { state: "read", value: contents.map((one) => profileFrom(one, read)) } : profiles,
  };
}

async function readZones(
  target: Target,
  vpcId: VpcId,
  profiles: readonly ProfileContent[],
  accountId: string | null,
  concerns: (domain: string) => boolean,
): Promise<Names["hostedZones"]> {
  const own = await readHostedZones(target, vpcId);
  if (own.state === "skipped") return own;
  const zones = [...own.value, ...(await readZonesOfProfiles(target, profiles, own.value))];
  return { state: "read", value: await withRecords(target, zones, accountId, concerns) };
}

function profileFrom(
  { profile, zones, ruleIds, endpointIds, unlisted }: ProfileContent,
  { hostedZones, resolverRules }: Pick<Names, "hostedZones" | "resolverRules">,
): Profile {
  const has = (read: Read<{ id: string }[]>, id: string) =>
    read.state === "read" && read.value.some((one) => one.id === id);
  const unread = [
    ...zones.flatMap(({ id }) => (has(hostedZones, id) ? [] : [`private hosted zone ${id}`])),
    ...ruleIds.flatMap((id) => (has(resolverRules, id) ? [] : [`Resolver rule ${id}`])),
  ];
  const incomplete = unlisted ? "what it brings cannot be listed" : `${listed(unread)} cannot be read`;
  return { ...profile, endpointIds, incomplete: unlisted || unread.length > 0 ? incomplete : null };
}

/** Keeps what was read; what was skipped is tried again the next time. */
function caching<T>(ms: number, read: (target: Target) => Promise<Read<T>>): (target: Target) => Promise<Read<T>> {
  const kept = new LRUCache<string, Read<T>>({ max: 32, ttl: ms });
  return async (target) => {
    const key = JSON.stringify(target);
    const known = kept.get(key);
    if (known) return known;
    const value = await read(target);
    if (value.state === "read") kept.set(key, value);
    return value;
  };
}
