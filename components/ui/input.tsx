import type { ComponentProps } from "react";
import { cn } from "./cn";

const style =
  "w-full rounded-md border border-border-strong bg-surface px-2.5 text-base text-foreground placeholder:text-muted focus-visible:outline-2 focus-visible:-outline-offset-1 aria-invalid:border-danger dark:bg-raised";

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input autoComplete="off" spellCheck={false} {...props} className={cn(style, "h-8.5", className)} />;
}

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return <textarea spellCheck={false} {...props} className={cn(style, "min-h-24 py-1.5 leading-5", className)} />;
}
