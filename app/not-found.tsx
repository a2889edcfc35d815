import type { Metadata } from "next";
import { Header } from "#components/frame/header";
import { ButtonLink } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { Logo } from "#components/ui/logo";
import { page } from "#lib/server/http/guard";

export const metadata: Metadata = { title: "Not found" };

/** Sent along with every page, the signed-out one included, so it holds nothing of the account. */
export default page({ permission: "none" }, async () => (
  <>
    <Header account={null} />
    <main id="main" className="mx-auto w-full max-w-7xl px-4 py-6 sm:px-6">
      <h1 className="sr-only">Not found</h1>
      <EmptyState
        icon={<Logo size={28} />}
        title="There is no such page here"
        className="py-20"
        actions={<ButtonLink href="/">Go to the home page</ButtonLink>}
      >
        The address may be mistyped, or the draft or run behind it has been deleted.
      </EmptyState>
    </main>
  </>
));
