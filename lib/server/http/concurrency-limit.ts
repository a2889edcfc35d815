/** Limits the concurrent reads of one session. */
import { problem } from "#lib/core/format/failure";

/** Browsers have six connections to a host; a proxy in front of Postern may allow more. */
const MOST = 16;

type ConcurrencyLimit = <T>(session: string, work: () => Promise<T>) => Promise<T>;

/** Throws `too-many-reads` instead of doing the work when `most` are in flight: `inFlight` counts them by session. */
export function concurrencyLimit(inFlight: Map<string, number>, most = MOST): ConcurrencyLimit {
  return async (session, work) => {
    const before = inFlight.get(session) ?? 0;
    if (before >= most) {
      throw problem(
        "too-many-reads",
        `Postern runs ${most} reads of yours, and takes no more at once.`,
        "Close tabs that you do not need, and try again in a moment.",
      );
    }
    inFlight.set(session, before + 1);
    try {
      return await work();
    } finally {
      const left = (inFlight.get(session) ?? 1) - 1;
      if (left > 0) inFlight.set(session, left);
      else inFlight.delete(session);
    }
  };
}
