"use client";
import { CircleAlert } from "lucide-react";
import { useEffect, useRef } from "react";
import { Sentence } from "#components/ui/untrusted";
import type { StepProblem } from "./draft/problems";

/** Puts the keyboard into a field: the element with its id, or the first control in it. */
function focusField(field: string): void {
  const element = document.getElementById(field);
  if (!element) return;
  const inside = element.querySelector<HTMLElement>(
    'input:not([aria-hidden="true"]), textarea, button, [role="radio"], [role="checkbox"], [tabindex="0"]',
  );
  const target = element.matches("input, textarea, button, [tabindex]") ? element : (inside ?? element);
  target.scrollIntoView({ block: "center" });
  target.focus({ preventScroll: true });
}

/** All that is wrong, on top of the step. Takes the keyboard each time `attempt` goes up; each line leads to its field. */
export function ErrorSummary({ problems, attempt }: { problems: readonly StepProblem[]; attempt: number }) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (attempt > 0) box.current?.focus();
  }, [attempt]);
  if (problems.length === 0 || attempt === 0) return null;
  return (
    <section
      ref={box}
      role="alert"
      tabIndex={-1}
      data-summary
      aria-labelledby="error-summary-title"
      className="mb-5 rounded-lg border border-danger-border bg-danger-soft px-4 py-3"
    >
      <h2 id="error-summary-title" className="flex items-center gap-2 text-base font-semibold">
        <CircleAlert size={16} aria-hidden className="text-danger" />
        {problems.length === 1 ? "One thing to correct" : `${problems.length} things to correct`}
      </h2>
      <ul className="mt-1 pl-6">
        {problems.map(({ field, message }) => (
          <li key={field + message}>
            <a
              href={`#${field}`}
              onClick={(event) => {
                event.preventDefault();
                focusField(field);
              }}
              className="text-base font-medium text-danger underline underline-offset-4"
            >
              <Sentence>{message}</Sentence>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
