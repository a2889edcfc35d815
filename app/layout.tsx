import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { FocusKeeper } from "#components/frame/focus-keeper";
import { Shortcuts } from "#components/frame/palette/shortcuts";
import { PersonProvider } from "#components/frame/person";
import { Providers } from "#components/providers";
import { sessionOrNull } from "#lib/server/auth/session";
import { page } from "#lib/server/http/guard";
import { target } from "#lib/server/services/reads";
import { choosePlace } from "./place/actions";
import { createDraft } from "./setup/actions";
import { signOut } from "./signed-out/actions";
import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Postern", template: "%s - Postern" },
  description: "Private access to AWS APIs through VPC endpoints.",
  robots: { index: false },
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#14161a" },
  ],
};

/** Around every page, also without a session, so it shows only public information. */
export default page({ permission: "none" }, async ({ children }: { children: ReactNode }) => {
  const sent = await headers();
  const nonce = sent.get("x-nonce") ?? undefined;
  const session = await sessionOrNull(sent);
  const signedIn = session && {
    person: { actor: session.actor, permissions: session.permissions },
    region: (await target()).region,
  };
  return (
    <html lang="en" suppressHydrationWarning>
      <body>
        <a
          href="#main"
          data-skip
          className="sr-only z-50 rounded-md bg-primary px-3 py-2 text-primary-foreground focus:not-sr-only focus:fixed focus:top-13 focus:left-4"
        >
          Skip to the content
        </a>
        <Providers nonce={nonce}>
          <PersonProvider signedIn={signedIn} actions={{ signOut, choosePlace, createDraft }}>
            {signedIn ? <Shortcuts>{children}</Shortcuts> : children}
            <FocusKeeper />
          </PersonProvider>
        </Providers>
      </body>
    </html>
  );
});
