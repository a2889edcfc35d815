/** How many reads one session may have under way at the same time. */
import { problem } from "#lib/core/format/failure";

/** Browsers have six connections to a host; a proxy before Postern may let more through. */
const MOST = 16;

type ConcurrencyLimit = <T>(session: string, work: () => Promise<T>) => Promise<T>;

/** Throws `too-many-reads` at once, in the place of the work, when as many are under way: `underWay` counts them by session. */
export function concurrencyLimit(underWay: Map<string, number>, most = MOST): ConcurrencyLimit {
  return async (session, work) => {
    const before = underWay.get(session) ?? 0;
    if (before >= most) {
      throw problem(
        "too-many-reads",
        `Postern has ${most} reads of yours under way, and takes no more at once.`,
        "Close tabs that you do not need, and try again in a moment.",
      );
    }
    underWay.set(session, before + 1);
    try {
      return await work();
    } finally {
      const left = (underWay.get(session) ?? 1) - 1;
      if (left > 0) underWay.set(session, left);
      else underWay.delete(session);
    }
  };
}
