/** EC2 throttles each API of an account in a Region by a token bucket of its own. These hold calls back before EC2 refuses them. */
import { perProcess } from "#lib/process/per-process";

/** Calls at once, and calls a second after that. */
type Size = { capacity: number; perSecond: number };

/** Sizes: EC2 developer guide, "Request throttling for the Amazon EC2 API", as of 2026. Postern's reads always name a page's size. */
const NON_MUTATING: Size = { capacity: 100, perSecond: 20 };
const MUTATING: Size = { capacity: 50, perSecond: 5 };
const OWN: Readonly<Record<string, Size>> = {
  CreateVpcEndpoint: { capacity: 4, perSecond: 0.3 },
  ModifyVpcEndpoint: { capacity: 4, perSecond: 0.3 },
  DeleteVpcEndpoints: { capacity: 4, perSecond: 0.3 },
};

const sizeOf = (operation: string): Size =>
  OWN[operation] ?? (/^(Describe|Get|List|Search)/.test(operation) ? NON_MUTATING : MUTATING);

export type Buckets = {
  /** Takes a token; where none is left, queues for the next. */
  take(operation: string): Promise<void>;
  /** Puts a token aside for a call to come and gives 0; where none is left, gives the milliseconds until there is one. */
  reserve(operation: string): number;
  /** EC2 has throttled a call: others use up the bucket too, and by now it is empty. */
  empty(operation: string): void;
};

type Bucket = { tokens: number; at: number; reserved: number };

/**
 * The buckets of one account and Region. `known`: it is AWS itself, so that the sizes hold from the start; elsewhere, an API is
 * not limited until a first call of it is throttled.
 */
export function createBuckets(known: boolean, now: () => number = Date.now): Buckets {
  const buckets = new Map<string, Bucket>();

  const current = (operation: string): Bucket | null => {
    const { capacity, perSecond } = sizeOf(operation);
    const bucket = buckets.get(operation) ?? (known ? { tokens: capacity, at: now(), reserved: 0 } : null);
    if (!bucket) return null;
    bucket.tokens = Math.min(capacity, bucket.tokens + ((now() - bucket.at) / 1000) * perSecond);
    bucket.at = now();
    buckets.set(operation, bucket);
    return bucket;
  };

  return {
    async take(operation) {
      const bucket = current(operation);
      if (!bucket) return;
      if (bucket.reserved > 0) {
        bucket.reserved -= 1;
        return;
      }
      // Negative: the number of waiting calls.
      bucket.tokens -= 1;
      const waitMs = (-bucket.tokens / sizeOf(operation).perSecond) * 1000;
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    },
    reserve(operation) {
      const bucket = current(operation);
      if (!bucket) return 0;
      if (bucket.tokens < 1) return Math.ceil(((1 - bucket.tokens) / sizeOf(operation).perSecond) * 1000);
      bucket.tokens -= 1;
      bucket.reserved += 1;
      return 0;
    },
    empty(operation) {
      const bucket = current(operation);
      if (bucket) bucket.tokens = Math.min(bucket.tokens, 0);
      else buckets.set(operation, { tokens: 0, at: now(), reserved: 0 });
    },
  };
}

const shared = perProcess("token buckets", () => new Map<string, Buckets>());

/** The buckets shared by all callers of one account and Region in this process. `account` identifies it. */
export function bucketsOf(account: string, region: string, known: boolean): Buckets {
  const key = JSON.stringify([account, region, known]);
  const buckets = shared.get(key) ?? createBuckets(known);
  shared.set(key, buckets);
  return buckets;
}
