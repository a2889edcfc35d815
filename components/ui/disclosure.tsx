import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";

/** Details that open on demand; the browser's own `<details>`, so it works before scripts do. */
export function Disclosure({
  summary,
  open = false,
  className,
  children,
}: {
  summary: ReactNode;
  open?: boolean;
  className?: string;
  children: ReactNode;
}) {
  return (
    <details open={open} {...(className ? { className } : {})}>
      <summary className="flex w-fit list-none items-center gap-1 rounded text-sm font-medium text-muted hover:text-foreground [&::-webkit-details-marker]:hidden">
        <ChevronRight
          size={14}
          aria-hidden
          className="transition-transform duration-100 [[open]>summary>&]:rotate-90"
        />
        {summary}
      </summary>
      <div className="pt-2">{children}</div>
    </details>
  );
}
