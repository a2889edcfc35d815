/** Bounds on one read of an account, over all its calls: beyond them it fails, instead of the process. */
import { AsyncLocalStorage } from "node:async_hooks";

export type Allowance = {
  milliseconds: number;
  /** Of all responses together, as received. */
  bytes: number;
};

/**
 * Far above what a real account needs: one with 5,000 network interfaces and 25,000 rules returns 25 MB, and the calls that
 * read it take seconds unless they are throttled.
 */
export const ALLOWANCE: Allowance = { milliseconds: 180_000, bytes: 256 * 2 ** 20 };

/** Codes of our own, for the table in `errors.ts`. */
export const TOO_SLOW = "ResponseTooSlow";
export const TOO_LARGE = "ResponseTooLarge";

type Left = { until: number; bytes: number; signal: AbortSignal; milliseconds: number };

const current = new AsyncLocalStorage<Left>();

/** Does a read within an allowance; a read that is part of another shares that one's. Throws `tooSlow` when the time is up. */
export async function within<T>({ milliseconds, bytes }: Allowance, read: () => Promise<T>): Promise<T> {
  if (current.getStore()) return read();
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const isUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(tooSlow(milliseconds));
      over.abort();
    }, milliseconds);
  });
  try {
    return await Promise.race([
      current.run({ until: Date.now() + milliseconds, bytes, signal: over.signal, milliseconds }, read),
      isUp,
    ]);
  } finally {
    clearTimeout(timer);
    // Calls of a failed read that are still in flight are of no use.
    over.abort();
  }
}

/** The remaining allowance of the current read; null outside of one. */
export const allowanceLeft = (): Left | null => current.getStore() ?? null;

export function tooSlow(milliseconds: number): Error {
  return Object.assign(new Error(`it took more than ${Math.ceil(milliseconds / 1000)} seconds`), { code: TOO_SLOW });
}

export const isTooSlow = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === TOO_SLOW;

export function tooLarge(what: string): Error {
  return Object.assign(new Error(what), { code: TOO_LARGE });
}
