"use client";
import { Combobox as BaseCombobox } from "@base-ui/react/combobox";
import { Check, ChevronsUpDown } from "lucide-react";
import { cn } from "./cn";
import type { Option } from "./select";
import { UntrustedText } from "./untrusted";

/** One of a long list, found by typing. `null` is nothing chosen. */
export function Combobox<Value extends string>({
  options,
  value,
  onValueChange,
  id,
  placeholder,
  empty = "Nothing found.",
  limit = 80,
  invalid = false,
  clearOnSelect = false,
  className,
  "aria-describedby": describedBy,
}: {
  options: readonly Option<Value>[];
  value: Value | null;
  onValueChange: (value: Value) => void;
  id: string;
  placeholder?: string;
  empty?: string;
  /** Most matches shown at once. */
  limit?: number;
  invalid?: boolean;
  /** The field is for adding: what was entered goes away once something is chosen. */
  clearOnSelect?: boolean;
  className?: string;
  "aria-describedby"?: string;
}) {
  const chosen = options.find((option) => option.value === value) ?? null;
  return (
    <BaseCombobox.Root
      items={options}
      value={clearOnSelect ? null : chosen}
      onValueChange={(next: Option<Value> | null) => {
        if (next) onValueChange(next.value);
      }}
      itemToStringLabel={(item: Option<Value>) => (item.hint ? `${item.label} ${item.hint}` : item.label)}
      isItemEqualToValue={(a: Option<Value>, b: Option<Value>) => a.value === b.value}
      limit={limit}
      autoHighlight
    >
      <BaseCombobox.InputGroup
        className={cn(
          "relative flex h-8.5 items-center rounded-md border border-border-strong bg-surface focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-ring dark:bg-raised",
          invalid && "border-danger",
          className,
        )}
      >
        <BaseCombobox.Input
          id={id}
          placeholder={placeholder}
          spellCheck={false}
          {...(invalid ? { "aria-invalid": true } : {})}
          {...(describedBy ? { "aria-describedby": describedBy } : {})}
          className="h-full min-w-0 flex-1 bg-transparent pl-2.5 text-base outline-none placeholder:text-muted"
        />
        <BaseCombobox.Trigger
          aria-label="Show the list"
          className="flex h-full w-8 items-center justify-center text-muted"
        >
          <ChevronsUpDown size={14} aria-hidden />
        </BaseCombobox.Trigger>
      </BaseCombobox.InputGroup>
      <BaseCombobox.Portal>
        <BaseCombobox.Positioner className="z-50 outline-none" sideOffset={4}>
          <BaseCombobox.Popup className="w-(--anchor-width) min-w-64 max-w-(--available-width) rounded-lg border bg-raised shadow-popup">
            <BaseCombobox.Empty className="px-3 py-3 text-sm text-muted empty:hidden">{empty}</BaseCombobox.Empty>
            <BaseCombobox.List className="max-h-[min(20rem,var(--available-height))] overflow-y-auto p-1 outline-none data-empty:p-0">
              {(item: Option<Value>) => (
                <BaseCombobox.Item
                  key={item.value}
                  value={item}
                  className="grid cursor-default grid-cols-[1rem_1fr] gap-x-2 rounded-md px-2 py-1.5 text-base outline-none select-none data-highlighted:bg-accent-soft"
                >
                  <BaseCombobox.ItemIndicator className="col-start-1 self-center text-accent">
                    <Check size={14} aria-hidden />
                  </BaseCombobox.ItemIndicator>
                  <UntrustedText className="col-start-2 truncate">{item.label}</UntrustedText>
                  {item.hint ? <span className="col-start-2 truncate text-sm text-muted">{item.hint}</span> : null}
                </BaseCombobox.Item>
              )}
            </BaseCombobox.List>
          </BaseCombobox.Popup>
        </BaseCombobox.Positioner>
      </BaseCombobox.Portal>
    </BaseCombobox.Root>
  );
}
