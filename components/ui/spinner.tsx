import { LoaderCircle } from "lucide-react";
import { cn } from "./cn";

/** Work in progress. Put a text beside it. */
export function Spinner({ size = 14, className }: { size?: number; className?: string }) {
  return <LoaderCircle size={size} aria-hidden className={cn("animate-spin", className)} />;
}
