import type { Metadata } from "next";
import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { z } from "zod";
import { FailureWithRetry } from "#components/frame/failure-with-retry";
import { WizardFrame } from "#components/wizard/wizard-frame";
import { page, resultOf } from "#lib/server/http/guard";
import { readDraft } from "#lib/server/services/drafts";
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
    if (!stored.ok) {
      return (
        <Frame>
          <title>Set up private access - Postern</title>
          <h1 className="mb-4 text-xl font-semibold tracking-tight">Set up private access</h1>
          <FailureWithRetry failure={stored.error} />
        </Frame>
      );
    }
    const { revision, data } = stored.value;
    return (
      <WizardFrame stored={{ id: id.data, revision, data }} account={await accountState(data.region)} save={saveDraft}>
        {children}
      </WizardFrame>
    );
  },
);
