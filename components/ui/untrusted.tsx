import { Fragment, type ReactNode } from "react";
import { visible, visibleLines } from "#lib/core/text/untrusted";

/** The blocks of Unicode whose letters run from right to left (Unicode Standard, annex 9: classes R and AL). */
const FROM_RIGHT = "[\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufefc\\u{10800}-\\u{10fff}\\u{1e800}-\\u{1efff}]";
const RUN = new RegExp(`(${FROM_RIGHT}(?:[\\p{M}\\p{Nd} '’._-]*${FROM_RIGHT})*\\p{M}*)`, "u");

/** Isolates each right-to-left run; pieces of one text never move. */
function isolated(text: string): ReactNode {
  return text.split(RUN).map((piece, at) => {
    const key = `${at}`;
    return at % 2 === 1 ? <bdi key={key}>{piece}</bdi> : <Fragment key={key}>{piece}</Fragment>;
  });
}

/**
 * A name, description or other text of the account or of a person, isolated: invisible characters are shown as escapes, and its
 * reading direction does not reach the text beside it.
 */
export function UntrustedText({ children, className }: { children: string; className?: string }) {
  return <bdi {...(className ? { className } : {})}>{visible(children)}</bdi>;
}

/** Words of ours with such names in them. */
export function Sentence({ children }: { children: string }) {
  return isolated(visible(children));
}

/** Lines with such names in them. */
export function Lines({ children }: { children: string }) {
  return isolated(visibleLines(children));
}

/** Lines of code with such names in them. */
export function Code({ children }: { children: string }) {
  return (
    <code>
      <Lines>{children}</Lines>
    </code>
  );
}
