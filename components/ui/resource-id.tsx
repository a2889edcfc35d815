import { cn } from "./cn";
import { CopyButton } from "./copy-button";
import { UntrustedText } from "./untrusted";

/** An id, ARN or CIDR in mono with a copy button. `name` is before it, or above it when `stacked`. */
export function ResourceId({
  id,
  name,
  copy = true,
  stacked = false,
  className,
}: {
  id: string;
  name?: string | undefined;
  copy?: boolean;
  stacked?: boolean;
  className?: string;
}) {
  return (
    <span
      className={cn(
        "inline-flex max-w-full min-w-0",
        stacked ? "flex-col" : "flex-wrap items-center gap-x-1",
        className,
      )}
    >
      {name ? <UntrustedText className="min-w-0 font-medium wrap-anywhere">{name}</UntrustedText> : null}
      <span className="flex min-w-0 items-center gap-1">
        <code className={cn("min-w-0 font-mono text-xs wrap-anywhere", name && "text-muted")}>{id}</code>
        {copy ? <CopyButton text={id} label={`Copy ${id}`} /> : null}
      </span>
    </span>
  );
}
