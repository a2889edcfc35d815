import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn";

/** A surface with a border. Put a `CardHeader` and a `CardBody` in it. */
export function Card({ className, ...props }: ComponentProps<"div">) {
  return <div {...props} className={cn("rounded-lg border bg-surface shadow-card", className)} />;
}

/** Title row of a card; `actions` are at its end. */
export function CardHeader({
  title,
  description,
  actions,
  level: Heading = "h2",
  id,
  className,
}: {
  title: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  level?: "h2" | "h3" | "h4";
  id?: string;
  className?: string;
}) {
  return (
    <div className={cn("flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 py-2.5", className)}>
      <div className="min-w-0">
        <Heading id={id} className="text-base font-semibold">
          {title}
        </Heading>
        {description ? <p className="text-sm text-muted">{description}</p> : null}
      </div>
      {actions ? <div className="flex shrink-0 items-center gap-2">{actions}</div> : null}
    </div>
  );
}

export function CardBody({ className, ...props }: ComponentProps<"div">) {
  return <div {...props} className={cn("px-4 pb-4", className)} />;
}
