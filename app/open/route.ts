import { newSession } from "#lib/server/auth/session";
import { redeem } from "#lib/server/auth/session-link";
import { opening } from "#lib/server/http/guard";
import {
  forgetPage,
  isPrefetch,
  ownPath,
  pageWithoutRedirect,
  rememberedPage,
  signedOut,
  signInResponse,
  unused,
} from "#lib/server/http/session-routes";

/** Takes a one-time link in: a session begins, and the person continues to `to`, else to the page that this browser asked for before. */
export const GET = opening(async ({ headers, nextUrl: { searchParams } }) => {
  if (isPrefetch(headers)) return unused();
  const link = await redeem(searchParams.get("token") ?? "");
  if (!link.ok) return signedOut(link.why);
  const to = searchParams.has("to") ? ownPath(searchParams.get("to")) : rememberedPage(headers);
  return signInResponse(headers, to, [await newSession(link.actor, link.permissions), forgetPage()]);
});

/** Looking at a link is not using it. */
export const HEAD = opening(async () => pageWithoutRedirect());
