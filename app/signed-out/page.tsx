import type { Metadata } from "next";
import { headers } from "next/headers";
import { SignedOut } from "#components/frame/signed-out";
import { sessionOrNull } from "#lib/server/auth/session";
import { page } from "#lib/server/http/guard";
import { ownPath, reasonOf } from "#lib/server/http/session-routes";
import { settings } from "#lib/server/settings";

/** The page writes its title itself. */
export const metadata: Metadata = { title: null };

type Search = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Shown without a session: why, and how to get one. The proxy serves it instead of every other page. */
export default page({ permission: "none" }, async ({ searchParams }: Search) => {
  const { why, to } = await searchParams;
  return (
    <SignedOut
      why={reasonOf(why)}
      signedIn={(await sessionOrNull(await headers())) !== null}
      canSignIn={settings().oidc !== null}
      to={ownPath(typeof to === "string" ? to : null)}
    />
  );
});
