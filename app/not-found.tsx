import type { Metadata } from "next";
import { ButtonLink } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { Logo } from "#components/ui/logo";
import { page } from "#lib/server/guard";
import { Frame } from "./frame";

export const metadata: Metadata = { title: "Not found" };

export default page({ permission: "read" }, async () => (
  <Frame>
    <h1 className="sr-only">Not found</h1>
    <EmptyState
      icon={<Logo size={28} />}
      title="There is no such page here"
      className="py-20"
      actions={<ButtonLink href="/">Go to the home page</ButtonLink>}
    >
      The address may be mistyped, or the draft or run behind it has been deleted.
    </EmptyState>
  </Frame>
));
