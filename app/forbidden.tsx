import type { Metadata } from "next";
import { Forbidden } from "#components/frame/forbidden";
import { Header } from "#components/frame/header";
import { page } from "#lib/server/guard";

export const metadata: Metadata = { title: "Not open to you" };

/** In the place of a page that the person may not open. Sent along with every page, so it holds nothing of the account. */
export default page({ permission: "none" }, async () => (
  <>
    <Header account={null} />
    <main id="main" className="mx-auto w-full max-w-7xl px-4 py-6 sm:px-6">
      <Forbidden />
    </main>
  </>
));
