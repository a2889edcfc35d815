import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { z } from "zod";
import { FailureWithRetry } from "#components/frame/failure-with-retry";
import { WizardFrame } from "#components/wizard/wizard-frame";
import type { Failure } from "#lib/core/format/failure";
import { page, resultOf } from "#lib/server/http/guard";
import { otherAccount, readDraft } from "#lib/server/services/drafts";
import { accountState, Frame } from "../../frame";
import { saveDraft } from "../actions";

/** The wizard writes its titles itself, so that they change together with the step. */
export const metadata: Metadata = { title: null };

export default page(
  { permission: "plan" },
  async ({ params, children }: { params: Promise<{ draft: string }>; children: ReactNode }) => {
    const id = z.uuid().safeParse((await params).draft);
    if (!id.success) notFound();
    const stored = await resultOf(() => readDraft(id.data));
    if (!stored.ok && stored.error.code === "not-found") notFound();
    if (!stored.ok) return <Closed failure={stored.error} />;
    const { accountId, revision, data } = stored.value;
    const account = await accountState(data.region);
    if (account.ok && account.account.accountId !== accountId) {
      return <Closed failure={otherAccount(accountId, account.account.accountId)} />;
    }
    return (
      <WizardFrame stored={{ id: id.data, revision, data }} account={account} save={saveDraft}>
        {children}
      </WizardFrame>
    );
  },
);

/** In place of a setup that cannot be opened. */
function Closed({ failure }: { failure: Failure }) {
  return (
    <Frame>
      <title>Set up private access - Postern</title>
      <h1 tabIndex={-1} className="mb-4 text-xl font-semibold tracking-tight">
        Set up private access
      </h1>
      <FailureWithRetry failure={failure} />
    </Frame>
  );
}
