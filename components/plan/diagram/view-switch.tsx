"use client";
import { cn } from "#components/ui/cn";
import type { DiagramView } from "#lib/render/diagram/shape";

const VIEWS: { view: DiagramView; word: string }[] = [
  { view: "before", word: "Before" },
  { view: "after", word: "After" },
];

/** Before or after the plan. */
export function ViewSwitch({ value, onChange }: { value: DiagramView; onChange: (view: DiagramView) => void }) {
  return (
    <fieldset className="flex rounded-md border bg-sunken p-0.5">
      <legend className="sr-only">Show the VPC</legend>
      {VIEWS.map(({ view, word }) => (
        <label
          key={view}
          className={cn(
            "rounded-[5px] px-3 py-0.5 text-sm font-medium has-focus-visible:outline-2 has-focus-visible:outline-ring",
            view === value ? "bg-raised text-foreground shadow-card" : "text-muted hover:text-foreground",
          )}
        >
          <input
            type="radio"
            name="diagram-view"
            value={view}
            checked={view === value}
            onChange={() => onChange(view)}
            className="sr-only"
          />
          {word}
        </label>
      ))}
    </fieldset>
  );
}
