import { cn } from "./cn";

/** Holds a place while something loads. Say what loads with a `role="status"` text beside it. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("animate-shimmer rounded-md bg-border", className)} />;
}
