"use client";
import { Radio as BaseRadio } from "@base-ui/react/radio";
import { RadioGroup as BaseRadioGroup } from "@base-ui/react/radio-group";
import type { ReactNode } from "react";
import { useId } from "react";
import { cn } from "./cn";

/** One of several. Put `RadioCard`s (or `Radio`s) in it; `labelledBy` is the id of its heading. */
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
      className={cn("grid gap-2", className)}
    >
      {children}
    </BaseRadioGroup>
  );
}

export function Radio({
  value,
  className,
  ...rest
}: {
  value: string;
  className?: string;
  "aria-labelledby"?: string;
}) {
  return (
    <BaseRadio.Root
      value={value}
      {...rest}
      className={cn(
        "flex size-4 shrink-0 items-center justify-center rounded-full border border-border-strong bg-surface dark:bg-raised",
        "data-checked:border-accent data-checked:bg-accent",
        className,
      )}
    >
      <BaseRadio.Indicator className="size-1.5 rounded-full bg-accent-foreground data-unchecked:hidden" />
    </BaseRadio.Root>
  );
}

/** A choice as a card: the whole of it can be clicked. */
export function RadioCard({
  value,
  title,
  description,
  children,
  className,
}: {
  value: string;
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  className?: string;
}) {
  const id = useId();
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is Base UI's radio inside
    <label
      className={cn(
        "flex items-start gap-3 rounded-lg border bg-surface p-3 shadow-card transition-colors hover:border-border-strong",
        "has-data-checked:border-accent has-data-checked:bg-accent-soft",
        className,
      )}
    >
      <Radio value={value} aria-labelledby={id} className="mt-0.75" />
      <span className="min-w-0 flex-1">
        <span id={id} className="block text-base font-medium">
          {title}
        </span>
        {description ? <span className="block text-sm text-muted">{description}</span> : null}
        {children}
      </span>
    </label>
  );
}
