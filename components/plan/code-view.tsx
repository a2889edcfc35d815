"use client";
import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import type { CSSProperties } from "react";
import { Button } from "#components/ui/button";
import { CopyButton } from "#components/ui/copy-button";
import { Code } from "#components/ui/untrusted";
import { saveFile } from "./diagram/diagram-file";
import { type CodeLanguage, highlighted } from "./highlight";

const COLOURS = {
  "--code-foreground": "var(--foreground)",
  "--code-token-comment": "var(--muted-foreground)",
  "--code-token-keyword": "var(--accent)",
  "--code-token-function": "var(--accent)",
  "--code-token-string": "var(--foreground)",
  "--code-token-string-expression": "var(--success)",
  "--code-token-constant": "var(--warning)",
  "--code-token-parameter": "var(--foreground)",
  "--code-token-punctuation": "var(--muted-foreground)",
  "--code-token-link": "var(--accent)",
} as CSSProperties;

/** Longer texts are shown without colours: these would take the browser too long. */
const MOST_COLOURED = 60_000;

/** A document of the plan: shown, highlighted as soon as the highlighter is loaded, to copy and to download. */
export function CodeView({
  code,
  language,
  file,
  label,
}: {
  code: string;
  language: CodeLanguage;
  file: string;
  label: string;
}) {
  const lines = useQuery({
    queryKey: ["highlighted", language, code],
    queryFn: () => highlighted(code, language),
    enabled: code.length <= MOST_COLOURED,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  }).data;
  return (
    <div className="overflow-hidden rounded-lg border bg-surface shadow-card">
      <div className="flex flex-wrap items-center gap-2 border-b bg-sunken px-3 py-1.5">
        <span className="font-mono text-xs text-muted">{file}</span>
        <div className="ml-auto flex gap-2">
          <CopyButton text={code} label={`Copy ${label}`}>
            Copy
          </CopyButton>
          <Button size="sm" onClick={() => saveFile(file, new Blob([code], { type: "text/plain" }))}>
            <Download size={14} aria-hidden /> Download
          </Button>
        </div>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard (WCAG 2.1.1) */}
      <section tabIndex={0} aria-label={label} className="max-h-[70vh] overflow-auto p-3 -outline-offset-2">
        <pre className="font-mono text-xs leading-5 whitespace-pre-wrap wrap-anywhere" style={COLOURS}>
          {lines ? (
            // Text of one colour by itself, so that names that run from right to left move nothing else.
            <code className="[&_span_span]:[unicode-bidi:isolate]">
              {lines.map((line, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: lines never move
                <span key={index}>
                  {line.map(({ content, offset, color }) => (
                    <span key={offset} style={color ? { color } : {}}>
                      {content}
                    </span>
                  ))}
                  {"\n"}
                </span>
              ))}
            </code>
          ) : (
            <Code>{code}</Code>
          )}
        </pre>
      </section>
    </div>
  );
}
