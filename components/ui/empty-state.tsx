import type { ReactNode } from "react";
import { cn } from "./cn";

/** Nothing here yet, and what to do next. */
export function EmptyState({
  icon,
  title,
  children,
  actions,
  className,
}: {
  icon?: ReactNode;
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  className?: string;
}) {
  return (
    <div className={cn("flex flex-col items-center gap-1 px-6 py-8 text-center", className)}>
      {icon ? <div className="mb-1 text-muted [&_svg]:size-6">{icon}</div> : null}
      <div className="max-w-prose text-base font-medium">{title}</div>
      {children ? <div className="max-w-md text-sm text-muted">{children}</div> : null}
      {actions ? <div className="mt-3 flex flex-wrap justify-center gap-2">{actions}</div> : null}
    </div>
  );
}
