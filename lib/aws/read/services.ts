import type { EndpointService } from "#lib/core/network/snapshot";
import type { Target } from "#lib/core/run/target";
import type { Describe } from "./describe";
import { servicesFrom } from "./from-ec2";

/** What a Region offers changes seldom and is long (hundreds of entries): read again after this time. */
const KEEP_MS = 5 * 60_000;

const cache = new Map<string, { until: number; services: Promise<EndpointService[]> }>();

/** The endpoint services on offer, read at most every five minutes per target. */
export function offeredServices(describe: Describe, target: Target): Promise<EndpointService[]> {
  const key = JSON.stringify(target);
  const known = cache.get(key);
  if (known && known.until > Date.now()) return known.services;
  const services = describe.services().then(servicesFrom);
  cache.set(key, { until: Date.now() + KEEP_MS, services });
  services.catch(() => cache.delete(key));
  return services;
}
