"use client";
import { ChevronRight } from "lucide-react";
import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { AccountLine, type AccountState } from "#components/frame/account";
import { Header } from "#components/frame/header";
import { Button } from "#components/ui/button";
import { cn } from "#components/ui/cn";
import { inference } from "#lib/core/check/inference";
import { type Step, steps } from "#lib/core/intent/draft";
import { DraftProvider, type OpenDraft, type SaveAction, useDraft } from "./draft/draft-context";
import { LivePlanProvider, useLivePlan } from "./draft/live-plan";
import { problemsOf } from "./draft/problems";
import { Rail } from "./rail";
import { stepTitle } from "./step-names";
import { Stepper } from "./stepper";

/** The frame around every step: header, steps, the step itself, and the result of the choices. */
export function WizardFrame({
  stored,
  account,
  save,
  children,
}: {
  stored: OpenDraft;
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
  const { id, draft, update } = useDraft();
  const { snapshot } = useLivePlan();
  const current = useCurrentStep();
  // The review shows the plan itself, and needs the room.
  const withRail = current !== "review";
  const [open, setOpen] = useState(false);
  // Once a VPC is chosen and read, what can be inferred from it is chosen.
  useEffect(() => {
    const inferred = snapshot && current !== "network" ? inference(draft, snapshot) : null;
    if (inferred) update(inferred);
  }, [snapshot, draft, current, update]);
  const shown = useRef(current);
  // The heading takes the keyboard when the step changes, not when the page is first opened.
  useEffect(() => {
    if (shown.current === current) return;
    shown.current = current;
    setOpen(false);
    document.querySelector<HTMLElement>("#main h1")?.focus();
  }, [current]);
  return (
    <>
      <title>{`${stepTitle(current)} - Postern`}</title>
      <Header account={<AccountLine state={account} region={draft.region} fixed />} />
      <div
        className={cn(
          "page-width grid grid-cols-[minmax(0,1fr)] gap-x-8 lg:grid-cols-[13rem_minmax(0,1fr)]",
          withRail && "xl:grid-cols-[13rem_minmax(0,1fr)_20rem] 2xl:grid-cols-[14rem_minmax(0,1fr)_26rem]",
        )}
      >
        <div className="max-lg:border-b max-lg:py-1.5 lg:py-6">
          <Button
            variant="ghost"
            size="sm"
            className="-ml-2 lg:hidden"
            aria-expanded={open}
            aria-controls="steps"
            onClick={() => setOpen(!open)}
          >
            <ChevronRight size={14} aria-hidden className={cn("transition-transform", open && "rotate-90")} />
            {stepTitle(current)}
          </Button>
          <div id="steps" className={cn("lg:sticky lg:top-18", !open && "max-lg:hidden")}>
            <Stepper draftId={id} current={current} visited={draft.visited} problems={problemsOf(draft, snapshot)} />
          </div>
        </div>
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
