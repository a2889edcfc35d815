import { Forbidden } from "#components/frame/forbidden";
import { Header } from "#components/frame/header";
import { page } from "#lib/server/http/guard";

/** Shown, with status 403, instead of a page that the person may not open. Sent along with every page, so it holds nothing of the account. */
export default page({ permission: "none" }, async () => (
  <>
    <title>This page is not open to you - Postern</title>
    <Header account={null} />
    <main id="main" className="page-width py-6">
      <Forbidden />
    </main>
  </>
));
