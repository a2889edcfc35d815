import { isPrefetch, letIn, looked, ownPath, signedOut, unused } from "#lib/server/entrance";
import { opening } from "#lib/server/guard";
import { newSession } from "#lib/server/session";
import { redeem } from "#lib/server/session-link";

/** Takes a one-time link in: a session begins, and the person goes on to `to`. */
export const GET = opening(async ({ headers, nextUrl: { searchParams } }) => {
  if (isPrefetch(headers)) return unused();
  const link = await redeem(searchParams.get("token") ?? "");
  if (!link.ok) return signedOut(link.why);
  return letIn(headers, ownPath(searchParams.get("to")), [await newSession(link.actor, link.permissions)]);
});

/** Looking at a link is not using it. */
export const HEAD = opening(async () => looked());
