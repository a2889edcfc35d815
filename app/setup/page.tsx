import type { Metadata } from "next";
import { Begin } from "#components/home/begin";
import { page } from "#lib/server/http/guard";
import { target } from "#lib/server/services/reads";
import { Frame } from "../frame";
import { createDraft } from "./actions";

/** The page sets its title itself: a person who may not plan gets another page, with another title. */
export const metadata: Metadata = { title: null };

/** Begins a setup. The draft is created by an action and not by this read, so that fetching the page creates nothing. */
export default page({ permission: "plan" }, async () => (
  <Frame>
    <title>Set up private access - Postern</title>
    <h1 className="mb-4 text-xl font-semibold tracking-tight">Set up private access</h1>
    <Begin create={createDraft} region={(await target()).region} />
  </Frame>
));
