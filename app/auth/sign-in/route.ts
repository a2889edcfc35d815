import { beginSignIn } from "#lib/server/auth/sign-in";
import { opening } from "#lib/server/http/guard";
import { isPrefetch, ownPath, pageWithoutRedirect, signedOut, toIssuer, unused } from "#lib/server/http/session-routes";

/** Sends a person to the issuer, who sends them back to /auth/callback. */
export const GET = opening(async ({ headers, nextUrl: { searchParams } }) => {
  if (isPrefetch(headers)) return unused();
  const begun = await beginSignIn(ownPath(searchParams.get("to")));
  return begun.ok ? toIssuer(begun.url, begun.cookie) : signedOut(begun.why);
});

export const HEAD = opening(async () => pageWithoutRedirect());
