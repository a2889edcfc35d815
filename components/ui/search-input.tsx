import { Search } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "./cn";
import { Input } from "./input";

/** A field to search a list with. `className` is the frame's; `label` is read out, nothing shows it. */
export function SearchInput({
  label,
  className,
  ...props
}: Omit<ComponentProps<typeof Input>, "type" | "aria-label"> & { label: string }) {
  return (
    <div className={cn("relative", className)}>
      <Search size={14} aria-hidden className="pointer-events-none absolute top-2.5 left-2.5 text-muted" />
      <Input type="search" aria-label={label} className="pl-8" {...props} />
    </div>
  );
}
