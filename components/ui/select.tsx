"use client";
import { Select as BaseSelect } from "@base-ui/react/select";
import { Check, ChevronsUpDown } from "lucide-react";
import { cn } from "./cn";

export type Option<Value extends string = string> = { value: Value; label: string; hint?: string };

/** One of a short list. For long lists use `Combobox`. Give `id` for a `<label htmlFor>`, or `label`. */
export function Select<Value extends string>({
  options,
  value,
  onValueChange,
  id,
  label,
  placeholder = "Choose",
  className,
}: {
  options: readonly Option<Value>[];
  value: Value | null;
  onValueChange: (value: Value) => void;
  id?: string;
  label?: string;
  placeholder?: string;
  className?: string;
}) {
  return (
    <BaseSelect.Root
      items={options.map(({ value, label }) => ({ value, label }))}
      value={value}
      onValueChange={(next) => {
        if (next !== null) onValueChange(next as Value);
      }}
    >
      <BaseSelect.Trigger
        {...(id ? { id } : {})}
        {...(label ? { "aria-label": label } : {})}
        className={cn(
          "flex h-8.5 min-w-40 items-center justify-between gap-2 rounded-md border border-border-strong bg-surface px-2.5 text-base whitespace-nowrap dark:bg-raised",
          className,
        )}
      >
        <BaseSelect.Value className="truncate data-placeholder:text-muted" placeholder={placeholder} />
        <BaseSelect.Icon className="text-muted">
          <ChevronsUpDown size={14} aria-hidden />
        </BaseSelect.Icon>
      </BaseSelect.Trigger>
      <BaseSelect.Portal>
        <BaseSelect.Positioner className="z-50 outline-none" sideOffset={4} alignItemWithTrigger={false}>
          <BaseSelect.Popup className="max-h-(--available-height) min-w-(--anchor-width) overflow-y-auto rounded-lg border bg-raised p-1 shadow-popup outline-none">
            <BaseSelect.List>
              {options.map((option) => (
                <BaseSelect.Item
                  key={option.value}
                  value={option.value}
                  className="grid cursor-default grid-cols-[1rem_1fr] items-center gap-x-2 rounded-md px-2 py-1.5 text-base outline-none select-none data-highlighted:bg-accent-soft"
                >
                  <BaseSelect.ItemIndicator className="col-start-1 text-accent">
                    <Check size={14} aria-hidden />
                  </BaseSelect.ItemIndicator>
                  <BaseSelect.ItemText className="col-start-2">{option.label}</BaseSelect.ItemText>
                  {option.hint ? <span className="col-start-2 text-sm text-muted">{option.hint}</span> : null}
                </BaseSelect.Item>
              ))}
            </BaseSelect.List>
          </BaseSelect.Popup>
        </BaseSelect.Positioner>
      </BaseSelect.Portal>
    </BaseSelect.Root>
  );
}
