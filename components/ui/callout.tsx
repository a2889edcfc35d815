import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";

const tones = {
  info: { icon: Info, style: "border-accent-border bg-accent-soft", ink: "text-accent" },
  success: { icon: CircleCheck, style: "border-success-border bg-success-soft", ink: "text-success" },
  warning: { icon: TriangleAlert, style: "border-warning-border bg-warning-soft", ink: "text-warning" },
  danger: { icon: CircleAlert, style: "border-danger-border bg-danger-soft", ink: "text-danger" },
} as const;

/** A message in the flow of a page. `live` announces it when it appears. */
export function Callout({
  tone = "info",
  title,
  children,
  actions,
  live = false,
  className,
}: {
  tone?: keyof typeof tones;
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  live?: boolean;
  className?: string;
}) {
  const { icon: Icon, style, ink } = tones[tone];
  return (
    <div
      {...(live ? { role: tone === "danger" ? "alert" : "status" } : {})}
      className={cn("flex items-start gap-2.5 rounded-lg border px-3 py-2.5 text-base", style, className)}
    >
      <Icon size={16} aria-hidden className={cn("mt-0.75 shrink-0", ink)} />
      <div className="min-w-0 flex-1">
        {title ? <p className="font-medium">{title}</p> : null}
        {children ? <div className={cn("text-sm", title ? "text-muted" : "leading-5.5")}>{children}</div> : null}
        {actions ? <div className="mt-2 flex flex-wrap gap-2">{actions}</div> : null}
      </div>
    </div>
  );
}
