import { LRUCache } from "lru-cache";
import type { EndpointService } from "#lib/core/network/snapshot";
import type { Target } from "#lib/core/run/target";
import type { Describe } from "./describe";
import { servicesFrom } from "./from-ec2";

/** What a Region offers changes seldom and is long (hundreds of entries). */
const kept = new LRUCache<string, Promise<EndpointService[]>>({ max: 32, ttl: 5 * 60_000 });

/** The endpoint services on offer, read at most every five minutes per target. */
export function offeredServices(describe: Describe, target: Target): Promise<EndpointService[]> {
  const key = JSON.stringify(target);
  const known = kept.get(key);
  if (known) return known;
  const services = describe.services().then(servicesFrom);
  kept.set(key, services);
  services.catch(() => kept.delete(key));
  return services;
}
