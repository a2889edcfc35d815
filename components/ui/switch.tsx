"use client";
import { Switch as BaseSwitch } from "@base-ui/react/switch";
import type { ComponentProps } from "react";
import { cn } from "./cn";

type Props = Omit<ComponentProps<typeof BaseSwitch.Root>, "className"> & { className?: string };

/** On or off, at once. Name it by wrapping it in a `<label>`, or with `aria-label` / `aria-labelledby`. */
export function Switch({ className, ...props }: Props) {
  return (
    <BaseSwitch.Root
      {...props}
      className={cn(
        "inline-flex h-4.5 w-8 shrink-0 items-center rounded-full border border-border-strong bg-sunken p-px transition-colors duration-100",
        "data-checked:border-accent data-checked:bg-accent data-disabled:opacity-50",
        className,
      )}
    >
      <BaseSwitch.Thumb className="size-3.5 rounded-full bg-border-strong transition-transform duration-100 data-checked:translate-x-3.5 data-checked:bg-accent-foreground" />
    </BaseSwitch.Root>
  );
}
