"use client";
import { Radio as BaseRadio } from "@base-ui/react/radio";
import { RadioGroup as BaseRadioGroup } from "@base-ui/react/radio-group";
import { type ReactNode, useId } from "react";
import { cn } from "./cn";

/** One of several. Put `RadioCard`s in it; `labelledBy` is the id of its heading. */
export function RadioGroup<Value extends string>({
  value,
  onValueChange,
  labelledBy,
  id,
  invalid = false,
  describedBy,
  className,
  children,
}: {
  value: Value | null;
  onValueChange: (value: Value) => void;
  labelledBy: string;
  id?: string;
  invalid?: boolean;
  describedBy?: string;
  className?: string;
  children: ReactNode;
}) {
  return (
    <BaseRadioGroup
      {...(id ? { id } : {})}
      value={value}
      onValueChange={(next) => onValueChange(next as Value)}
      aria-labelledby={labelledBy}
      {...(invalid ? { "aria-invalid": true } : {})}
      {...(describedBy ? { "aria-describedby": describedBy } : {})}
      className={cn("grid grid-cols-[minmax(0,1fr)] gap-2", className)}
    >
      {children}
    </BaseRadioGroup>
  );
}

function Radio({
  value,
  className,
  ...rest
}: {
  value: string;
  disabled?: boolean;
  className?: string;
  "aria-labelledby"?: string;
  "aria-describedby"?: string;
}) {
  return (
    <BaseRadio.Root
      value={value}
      {...rest}
      className={cn(
        "flex size-4 shrink-0 items-center justify-center rounded-full border border-border-strong bg-surface dark:bg-raised",
        "data-checked:border-accent data-checked:bg-accent data-disabled:opacity-50",
        className,
      )}
    >
      <BaseRadio.Indicator className="size-1.5 rounded-full bg-accent-foreground data-unchecked:hidden" />
    </BaseRadio.Root>
  );
}

/** A choice as a card: all of it can be clicked. Buttons and links go into `aside`, its top right corner. */
export function RadioCard({
  value,
  title,
  description,
  disabled = false,
  aside,
  children,
  className,
}: {
  value: string;
  title: ReactNode;
  description?: ReactNode;
  disabled?: boolean;
  aside?: ReactNode;
  children?: ReactNode;
  className?: string;
}) {
  const id = useId();
  return (
    <div className={cn("relative", className)}>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is Base UI's radio */}
      <label
        className={cn(
          "flex h-full items-start gap-2.5 rounded-lg border bg-surface p-3 shadow-card transition-colors",
          disabled ? "cursor-default bg-sunken text-muted shadow-none" : "hover:border-border-strong",
          "has-data-checked:border-accent has-data-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-ring",
        )}
      >
        <Radio
          value={value}
          disabled={disabled}
          aria-labelledby={id}
          {...(description || children ? { "aria-describedby": `${id}-d` } : {})}
          className="mt-0.75 outline-none"
        />
        <span className="min-w-0 flex-1">
          <span id={id} className="block text-base font-medium">
            {title}
          </span>
          <span id={`${id}-d`} className="block text-sm text-muted">
            {description}
            {children}
          </span>
        </span>
      </label>
      {aside ? <span className="absolute top-2 right-2">{aside}</span> : null}
    </div>
  );
}
