import { LoaderCircle } from "lucide-react";
import { cn } from "./cn";

/** Something is under way. Put the words beside it. */
export function Spinner({ size = 14, className }: { size?: number; className?: string }) {
  return <LoaderCircle size={size} aria-hidden className={cn("animate-spin", className)} />;
}
