"use client";
import { cn } from "#components/ui/cn";
import { Sentence } from "#components/ui/untrusted";
import type { Plan } from "#lib/core/format/plan-format";
import type { Snapshot } from "#lib/core/network/snapshot";
import { visible } from "#lib/core/text/untrusted";
import { changeTitle } from "#lib/render/words/change-title";
import type { Lit } from "./diagram-canvas";

/** The plan's changes in order, small, under the picture; pointing at one highlights its part; with the keyboard the picture itself does. */
export function ChangeStrip({
  plan,
  snapshot,
  lit,
  onLit,
}: {
  plan: Plan;
  snapshot: Snapshot;
  lit: Lit;
  onLit: (changes: readonly string[]) => void;
}) {
  return (
    <ol aria-label="Changes in the picture" className="grid gap-1 sm:grid-cols-2 lg:grid-cols-3">
      {plan.changes.map((change, index) => (
        <li
          key={change.id}
          onPointerEnter={() => onLit([change.id])}
          onPointerLeave={() => onLit([])}
          title={visible(change.reason)}
          className={cn(
            "flex items-center gap-2 rounded-md border px-2 py-1 text-sm",
            lit.has(change.id) ? "border-accent-border bg-accent-soft" : "border-transparent",
          )}
        >
          <span className="w-5 shrink-0 text-right text-xs text-muted tabular">{index + 1}</span>
          <span className="truncate">
            <Sentence>{changeTitle(change, snapshot)}</Sentence>
          </span>
        </li>
      ))}
    </ol>
  );
}
