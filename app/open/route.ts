import { newSession } from "#lib/server/auth/session";
import { redeem } from "#lib/server/auth/session-link";
import { opening } from "#lib/server/http/guard";
import {
  isPrefetch,
  ownPath,
  pageWithoutRedirect,
  signedOut,
  signInResponse,
  unused,
} from "#lib/server/http/session-routes";

/** Takes a one-time link in: a session begins, and the person continues to `to`. */
export const GET = opening(async ({ headers, nextUrl: { searchParams } }) => {
  if (isPrefetch(headers)) return unused();
  const link = await redeem(searchParams.get("token") ?? "");
  if (!link.ok) return signedOut(link.why);
  return signInResponse(headers, ownPath(searchParams.get("to")), [await newSession(link.actor, link.permissions)]);
});

/** Looking at a link is not using it. */
export const HEAD = opening(async () => pageWithoutRedirect());
