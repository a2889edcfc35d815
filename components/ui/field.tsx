import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { Sentence } from "./untrusted";

/** Ids that tie a control to its hint and error: spread on the control of a `Field` with the same id. */
export function describedBy(id: string, has: { hint?: boolean; error?: boolean }) {
  const ids = [has.hint ? `${id}-hint` : null, has.error ? `${id}-error` : null].filter((x) => x !== null);
  return {
    id,
    ...(ids.length > 0 ? { "aria-describedby": ids.join(" ") } : {}),
    ...(has.error ? { "aria-invalid": true } : {}),
  };
}

/** A labelled control with hint and error. The control takes `describedBy(id, …)`. */
export function Field({
  id,
  label,
  hint,
  error,
  optional = false,
  className,
  children,
}: {
  id: string;
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  optional?: boolean;
  className?: string;
  children: ReactNode;
}) {
  return (
    <div className={cn("flex flex-col gap-1", className)}>
      <label htmlFor={id} className="text-base font-medium">
        {label}
        {optional ? <span className="font-normal text-muted"> - optional</span> : null}
      </label>
      {hint ? (
        <p id={`${id}-hint`} className="text-sm text-muted">
          {hint}
        </p>
      ) : null}
      {children}
      {error ? <FieldError id={`${id}-error`}>{error}</FieldError> : null}
    </div>
  );
}

/** What is wrong with a field and what to do about it. */
export function FieldError({ id, children }: { id: string; children: ReactNode }) {
  return (
    <p id={id} className="flex items-start gap-1.5 text-sm font-medium text-danger">
      <CircleAlert size={14} aria-hidden className="mt-0.75 shrink-0" />
      <span>
        <span className="sr-only">Error: </span>
        {typeof children === "string" ? <Sentence>{children}</Sentence> : children}
      </span>
    </p>
  );
}
