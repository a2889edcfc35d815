/** Token buckets: EC2 throttles each API action of an account and Region by itself (EC2 API developer guide, Request throttling). */
import { refusals } from "#lib/core/network/ec2-rules";
import type { Scope } from "./call";
import { refuse } from "./protocol/refuse";
import type { Settings } from "./settings";

/** Takes a token for a call; refuses the call when its action's bucket is empty. Actions without a bucket pass. */
export type Buckets = (scope: Scope, action: string, settings: Settings, now: number) => void;

export function createBuckets(): Buckets {
  const levels = new Map<string, { tokens: number; at: number }>();
  return ({ account, region }, action, { buckets }, now) => {
    const bucket = buckets[action];
    if (!bucket) return;
    const key = `${account}/${region} ${action}`;
    const { tokens, at } = levels.get(key) ?? { tokens: bucket.capacity, at: now };
    const filled = Math.min(bucket.capacity, tokens + ((now - at) / 1000) * bucket.perSecond);
    if (filled < 1) {
      levels.set(key, { tokens: filled, at: now });
      refuse(refusals.throttled);
    }
    levels.set(key, { tokens: filled - 1, at: now });
  };
}
