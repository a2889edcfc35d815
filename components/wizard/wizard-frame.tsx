"use client";
import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useRef } from "react";
import { AccountLine, type AccountState } from "#components/frame/account";
import { Header } from "#components/frame/header";
import { cn } from "#components/ui/cn";
import { Disclosure } from "#components/ui/disclosure";
import { type Step, steps } from "#lib/core/draft";
import { DraftProvider, type SaveAction, type StoredDraft, useDraft } from "./draft-context";
import { LivePlanProvider, useLivePlan } from "./live-plan";
import { problemsOf } from "./problems";
import { Rail } from "./rail";
import { stepTitle } from "./step-names";
import { Stepper } from "./stepper";

/** What stands around every step: header, steps, the step itself, and what its choices amount to. */
export function WizardFrame({
  stored,
  account,
  save,
  children,
}: {
  stored: StoredDraft;
  account: AccountState;
  save: SaveAction;
  children: ReactNode;
}) {
  return (
    <DraftProvider stored={stored} save={save}>
      <LivePlanProvider>
        <Shell account={account}>{children}</Shell>
      </LivePlanProvider>
    </DraftProvider>
  );
}

/** The step that the address names. */
function useCurrentStep(): Step {
  const last = usePathname().split("/").at(3);
  return steps.find((step) => step === last) ?? "network";
}

function Shell({ account, children }: { account: AccountState; children: ReactNode }) {
  const { id, draft } = useDraft();
  const { snapshot } = useLivePlan();
  const current = useCurrentStep();
  // The review shows the plan itself, and needs the room.
  const withRail = current !== "review";
  const shown = useRef(current);
  // The heading takes the keyboard when the step changes, not when the page is first opened.
  useEffect(() => {
    if (shown.current !== current) document.querySelector<HTMLElement>("#main h1")?.focus();
    shown.current = current;
  }, [current]);
  const stepper = (
    <Stepper draftId={id} current={current} visited={draft.visited} problems={problemsOf(draft, snapshot)} />
  );
  return (
    <>
      <Header account={<AccountLine state={account} region={draft.region} />} />
      <div
        className={cn(
          "mx-auto grid w-full max-w-[100rem] gap-x-8 px-4 sm:px-6 lg:grid-cols-[13rem_minmax(0,1fr)]",
          withRail && "xl:grid-cols-[13rem_minmax(0,1fr)_20rem]",
        )}
      >
        <div className="hidden py-6 lg:block">
          <div className="sticky top-18">{stepper}</div>
        </div>
        <Disclosure key={current} summary={stepTitle(current)} className="border-b py-2.5 lg:hidden">
          {stepper}
        </Disclosure>
        <main id="main" className="flex min-w-0 flex-col lg:min-h-[calc(100dvh-3rem)]">
          {children}
        </main>
        {withRail ? (
          <aside aria-label="Plan" className="pb-6 lg:col-start-2 xl:col-start-auto xl:py-6">
            <div className="sticky top-18">
              <Rail />
            </div>
          </aside>
        ) : null}
      </div>
    </>
  );
}
