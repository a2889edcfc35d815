import { CodeBlock } from "#components/ui/code-block";
import { nextStepParts } from "#lib/render/words/next-step";
import { Sentence } from "./untrusted";

/** What to do next; a command or policy statements in it are separate blocks to copy. */
export function NextStep({ text, className }: { text: string; className?: string }) {
  const { words, code } = nextStepParts(text);
  return (
    <>
      <p {...(className ? { className } : {})}>
        <Sentence>{words}</Sentence>
      </p>
      {code ? (
        <CodeBlock code={code} label={/^[{[]/.test(code) ? "policy statement" : "command"} className="mt-2" />
      ) : null}
    </>
  );
}
