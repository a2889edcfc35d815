"use client";
import { Checkbox as BaseCheckbox } from "@base-ui/react/checkbox";
import { Check, Minus } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "./cn";

type Props = Omit<ComponentProps<typeof BaseCheckbox.Root>, "className"> & { className?: string };

/** A checkbox. Name it by wrapping it in a `<label>`, or with `aria-label` / `aria-labelledby`. */
export function Checkbox({ className, ...props }: Props) {
  return (
    <BaseCheckbox.Root
      {...props}
      className={cn(
        "flex size-4 shrink-0 items-center justify-center rounded-[4px] border border-border-strong bg-surface text-accent-foreground dark:bg-raised",
        "data-checked:border-accent data-checked:bg-accent data-indeterminate:border-accent data-indeterminate:bg-accent data-disabled:opacity-50",
        "aria-invalid:border-danger",
        className,
      )}
    >
      <BaseCheckbox.Indicator className="flex data-unchecked:hidden">
        {props.indeterminate ? (
          <Minus size={12} strokeWidth={3} aria-hidden />
        ) : (
          <Check size={12} strokeWidth={3} aria-hidden />
        )}
      </BaseCheckbox.Indicator>
    </BaseCheckbox.Root>
  );
}
