import { newSession } from "#lib/server/auth/session";
import { endSignIn, signInEnded } from "#lib/server/auth/sign-in";
import { opening } from "#lib/server/http/guard";
import { pageWithoutRedirect, signedOut, signInResponse } from "#lib/server/http/session-routes";

/** Where the issuer sends a person back to: a session begins if the person may do anything here. */
export const GET = opening(async ({ headers, nextUrl: { search } }) => {
  const person = await endSignIn(headers, search);
  if (!person.ok) return signedOut(person.why, [signInEnded()]);
  return signInResponse(headers, person.to, [await newSession(person.actor, person.permissions), signInEnded()]);
});

export const HEAD = opening(async () => pageWithoutRedirect());
