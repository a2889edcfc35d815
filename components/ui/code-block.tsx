import { cn } from "./cn";
import { CopyButton } from "./copy-button";
import { Code } from "./untrusted";

/** A command or document in mono, as it is, with a copy button. `label` says what it is. */
export function CodeBlock({ code, label, className }: { code: string; label: string; className?: string }) {
  return (
    <div className={cn("relative rounded-md border bg-sunken", className)}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1) */}
      <section tabIndex={0} aria-label={label} className="overflow-x-auto rounded-md p-3 pr-10">
        <pre className="font-mono text-xs leading-5">
          <Code>{code}</Code>
        </pre>
      </section>
      <CopyButton text={code} label={`Copy ${label}`} className="absolute top-2 right-2" />
    </div>
  );
}
