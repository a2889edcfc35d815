import type { Metadata } from "next";
import { Header } from "#components/frame/header";
import { UnknownPage } from "#components/frame/unknown";
import { page } from "#lib/server/http/guard";

/** The page writes its title itself. */
export const metadata: Metadata = { title: null };

/** Sent along with every page, the signed-out one included, so it holds nothing of the account. */
export default page({ permission: "none" }, async () => (
  <>
    <Header account={null} />
    <main id="main" className="page-width py-6">
      <UnknownPage />
    </main>
  </>
));
