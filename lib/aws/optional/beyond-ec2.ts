import type { Read, Snapshot, VpcId } from "#lib/core/network/snapshot";
import type { Target } from "#lib/core/run/target";
import { readHostedZones } from "./hosted-zones";
import { readPrices } from "./price-list";
import { readResolverRules } from "./resolver-rules";
import { readQuotas } from "./service-quotas";

type BeyondEc2 = Required<Pick<Snapshot, "hostedZones" | "resolverRules" | "quotas" | "prices">>;

/** Quotas are raised, and prices published, seldom. */
const QUOTAS_MS = 5 * 60_000;
const PRICES_MS = 60 * 60_000;

const quotas = keeping(QUOTAS_MS, readQuotas);
const prices = keeping(PRICES_MS, readPrices);

/** What other services know that concerns endpoints in a VPC; never throws, and takes no longer than `attempt` lets it. */
export async function readBeyondEc2(target: Target, vpcId: VpcId): Promise<BeyondEc2> {
  const [zones, rules, itsQuotas, itsPrices] = await Promise.all([
    readHostedZones(target, vpcId),
    readResolverRules(target, vpcId),
    quotas(target),
    prices(target),
  ]);
  return { hostedZones: zones, resolverRules: rules, quotas: itsQuotas, prices: itsPrices };
}

/** Keeps what was read; what was skipped is tried again the next time. */
function keeping<T>(ms: number, read: (target: Target) => Promise<Read<T>>): (target: Target) => Promise<Read<T>> {
  const kept = new Map<string, { until: number; value: Read<T> }>();
  return async (target) => {
    const key = JSON.stringify(target);
    const known = kept.get(key);
    if (known && known.until > Date.now()) return known.value;
    const value = await read(target);
    if (value.state === "read") kept.set(key, { until: Date.now() + ms, value });
    return value;
  };
}
