import { cn } from "./cn";
import { CopyButton } from "./copy-button";
import { Code } from "./untrusted";

/** A command or document in mono, its long lines wrapped, with a copy button. `label` says what it is. */
export function CodeBlock({ code, label, className }: { code: string; label: string; className?: string }) {
  return (
    <div className={cn("relative rounded-md border bg-sunken", className)}>
      <section aria-label={label} className="p-3 pr-10">
        <pre className="font-mono text-xs leading-5 whitespace-pre-wrap wrap-anywhere">
          <Code>{code}</Code>
        </pre>
      </section>
      <CopyButton text={code} label={`Copy ${label}`} className="absolute top-2 right-2" />
    </div>
  );
}
