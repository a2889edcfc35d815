import { CopyButton } from "#components/ui/copy-button";
import { Code } from "#components/ui/untrusted";

/** A read-only policy with line numbers. */
export function PolicyText({ id, label, text }: { id: string; label: string; text: string }) {
  return (
    <div className="relative rounded-md border bg-sunken">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1) */}
      <section tabIndex={0} id={`${id}-text`} aria-label={label} className="max-h-60 overflow-auto rounded-md py-2">
        <div className="flex w-max min-w-full font-mono text-xs leading-5">
          <LineNumbers count={text.split("\n").length} />
          <pre className="pr-12 font-mono text-xs leading-5">
            <Code>{text}</Code>
          </pre>
        </div>
      </section>
      <CopyButton text={text} label={`Copy ${label}`} className="absolute top-1.5 right-1.5" />
    </div>
  );
}

/** Line numbers; those of lines with remarks are marked. */
export function LineNumbers({
  count,
  marks = new Map(),
}: {
  count: number;
  marks?: ReadonlyMap<number, "error" | "warning">;
}) {
  const style = {
    error: "bg-danger-soft text-danger font-semibold",
    warning: "bg-warning-soft text-warning font-semibold",
  };
  return (
    <div aria-hidden className="sticky left-0 shrink-0 bg-inherit pr-3 text-right text-muted select-none">
      {Array.from({ length: count }, (_, i) => {
        const mark = marks.get(i + 1);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
          <div key={i} className={`min-w-9 pl-2 pr-1.5 ${mark ? style[mark] : ""}`}>
            {i + 1}
          </div>
        );
      })}
    </div>
  );
}
