import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { PersonProvider } from "#components/frame/person";
import { Providers } from "#components/providers";
import { sessionOrNull } from "#lib/server/auth/session";
import { page } from "#lib/server/http/guard";
import { choosePlace } from "./place/actions";
import { signOut } from "./signed-out/actions";
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
  const person = session && { actor: session.actor, permissions: session.permissions };
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
          <PersonProvider person={person} actions={{ signOut, choosePlace }}>
            {children}
          </PersonProvider>
        </Providers>
      </body>
    </html>
  );
});
