"use client";
import { ArrowLeft, Play } from "lucide-react";
import type { ReactNode } from "react";
import { Button, ButtonLink } from "#components/ui/button";
import { Checkbox } from "#components/ui/checkbox";
import { Spinner } from "#components/ui/spinner";
import { counted } from "#lib/core/text/phrases";

/** The account has no room on a phone; there it is read out only. */
function Words({ count, accountId }: { count: number | null; accountId: string }) {
  if (count === 0) return "Nothing to apply";
  return (
    <span>
      {count === null ? "Apply" : `Apply ${counted(count, "change")}`}
      <span className="max-sm:sr-only"> to {accountId}</span>
    </span>
  );
}

/** Back, or apply. "Apply" is always enabled; missing conditions are shown on click. */
export function ApplyBar({
  back,
  saved,
  count,
  accountId,
  busy,
  rollbackOnFailure,
  onRollbackOnFailure,
  onApply,
}: {
  back: string;
  saved: ReactNode;
  /** Number of changes; null while there is no plan. */
  count: number | null;
  accountId: string;
  busy: boolean;
  rollbackOnFailure: boolean;
  onRollbackOnFailure: (on: boolean) => void;
  onApply: () => void;
}) {
  return (
    <div
      data-bar
      className="sticky bottom-0 z-20 -mx-4 flex flex-wrap items-center gap-x-4 gap-y-2 border-t bg-background/95 px-4 py-3 backdrop-blur sm:-mx-2 sm:px-2"
    >
      {saved}
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is Base UI's checkbox */}
      <label className="ml-auto flex items-center gap-2 text-sm">
        <Checkbox checked={rollbackOnFailure} onCheckedChange={(checked) => onRollbackOnFailure(checked === true)} />
        Roll back if a change fails
      </label>
      <div className="flex items-center gap-2 max-sm:w-full">
        <ButtonLink href={back} data-shortcut="[" aria-keyshortcuts="[">
          <ArrowLeft size={14} aria-hidden />
          <span className="max-sm:sr-only">Back</span>
        </ButtonLink>
        <Button variant="primary" onClick={onApply} aria-busy={busy} className="max-sm:flex-1">
          {busy ? <Spinner /> : <Play size={14} aria-hidden />}
          <Words count={count} accountId={accountId} />
        </Button>
      </div>
    </div>
  );
}
