import { isPrefetch, looked, ownPath, signedOut, toIssuer, unused } from "#lib/server/entrance";
import { opening } from "#lib/server/guard";
import { beginSignIn } from "#lib/server/sign-in";

/** Sends a person to the issuer, who sends them back to /auth/callback. */
export const GET = opening(async ({ headers, nextUrl: { searchParams } }) => {
  if (isPrefetch(headers)) return unused();
  const begun = await beginSignIn(ownPath(searchParams.get("to")));
  return begun.ok ? toIssuer(begun.url, begun.cookie) : signedOut(begun.why);
});

export const HEAD = opening(async () => looked());
