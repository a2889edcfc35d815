"use client";
import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { FailureView } from "#components/frame/failure-view";
import type { CreateAction } from "#components/frame/person";
import { Button, type ButtonStyle } from "#components/ui/button";
import { Dialog } from "#components/ui/dialog";
import { Spinner } from "#components/ui/spinner";
import { stepPath } from "#components/wizard/step-names";
import type { Failure } from "#lib/core/format/failure";
import type { DraftPatch, Step } from "#lib/core/intent/draft";

/** Starts a draft and goes to its first step, or to `step`; `filled` are values that are known already. */
export function NewSetup({
  create,
  region,
  filled,
  step = "network",
  onCreated,
  children,
  label,
  ...style
}: ButtonStyle & {
  create: CreateAction;
  region: string;
  filled?: DraftPatch;
  step?: Step;
  onCreated?: (draftId: string) => void;
  children: string;
  /** The label for screen readers, where several buttons have the same text. */
  label?: string;
}) {
  const router = useRouter();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);

  async function start() {
    setBusy(true);
    setFailure(null);
    const result = await create({ region, ...(filled ? { filled } : {}) });
    if (result.ok) {
      onCreated?.(result.value.id);
      router.push(stepPath(result.value.id, step));
      return;
    }
    setBusy(false);
    setFailure(result.error);
  }

  return (
    <>
      <Button {...style} onClick={() => void start()} {...(label ? { "aria-label": label } : {})}>
        {busy ? <Spinner /> : style.variant === "primary" ? <Plus size={15} aria-hidden /> : null}
        {children}
      </Button>
      <Dialog open={failure !== null} onOpenChange={() => setFailure(null)} title="The setup could not be started">
        {failure ? <FailureView failure={failure} onRetry={() => void start()} retrying={busy} /> : null}
      </Dialog>
    </>
  );
}
