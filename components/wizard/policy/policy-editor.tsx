"use client";
import { useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck, Info, TriangleAlert } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { getJson } from "#components/queries";
import { FieldError } from "#components/ui/field";
import { Textarea } from "#components/ui/input";
import { Sentence } from "#components/ui/untrusted";
import { quotas } from "#lib/core/network/ec2-rules";
import type { Read } from "#lib/core/network/snapshot";
import type { IamActions } from "#lib/core/policy/iam-actions";
import { policySize } from "#lib/core/policy/policy";
import { type PolicyVerdict, policyRemarks } from "#lib/core/policy/remarks";
import { useDraft } from "../draft/draft-context";
import { policyField } from "../draft/problems";
import type { StepView } from "../step-page";
import type { PolicyService } from "./policy-choices";
import { LineNumbers } from "./policy-text";

/** Debounce before Access Analyzer is called, in milliseconds. */
const PAUSE = 900;

/** Shown at once; more of them say little more. */
const MOST_REMARKS = 8;

/** A policy written manually, with what there is to say about each line during editing. */
export function PolicyEditor({
  service,
  text,
  view,
  onChange,
}: {
  service: PolicyService;
  text: string;
  view: StepView;
  onChange: (text: string) => void;
}) {
  const { draft } = useDraft();
  const field = policyField(service.service);
  const area = useRef<HTMLTextAreaElement>(null);
  const numbers = useRef<HTMLDivElement>(null);
  const { data: actions = null } = useQuery({
    queryKey: ["iam-actions", draft.region, service.service],
    queryFn: () => getJson<IamActions>("/api/policy/actions", { region: draft.region, service: service.service }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { gateway, servesLayers } = service;
  const remarks = policyRemarks(text, { region: draft.region, gateway, servesLayers, actions });
  const canBeSent = remarks.every(({ severity }) => severity !== "error");
  const error = view.errorOf(field);
  const marks = new Map<number, "error" | "warning">();
  for (const { line, severity } of remarks) if (marks.get(line) !== "error") marks.set(line, severity);

  function goTo(line: number) {
    const start = text.split("\n", line - 1).join("\n").length + (line > 1 ? 1 : 0);
    area.current?.focus();
    area.current?.setSelectionRange(start, start + (text.slice(start).split("\n", 1)[0] ?? "").length);
  }

  return (
    <div className="mt-2 flex flex-col gap-1.5">
      <div className="relative flex overflow-hidden rounded-md border border-border-strong bg-surface font-mono text-xs leading-5 focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-ring has-aria-invalid:border-danger dark:bg-raised">
        <div className="w-11 shrink-0 overflow-hidden border-r bg-sunken">
          <div ref={numbers} className="py-1.5">
            <LineNumbers count={text.split("\n").length} marks={marks} />
          </div>
        </div>
        <Textarea
          id={field}
          ref={area}
          aria-label={`Policy for ${service.service} as JSON`}
          aria-describedby={`${field}-remarks`}
          {...(error ? { "aria-invalid": true } : {})}
          wrap="off"
          className="min-w-0 flex-1 resize-y rounded-none border-0 bg-transparent font-mono text-xs leading-5 whitespace-pre focus-visible:outline-none dark:bg-transparent"
          rows={Math.min(22, Math.max(8, text.split("\n").length + 1))}
          value={text}
          maxLength={100_000}
          onScroll={({ currentTarget }) => {
            if (numbers.current) numbers.current.style.transform = `translateY(${-currentTarget.scrollTop}px)`;
          }}
          onChange={(event) => onChange(event.target.value)}
          onBlur={() => view.leave(field)}
        />
      </div>
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
        <div id={`${field}-remarks`} aria-live="polite" className="flex min-w-0 flex-col gap-1">
          {remarks.slice(0, MOST_REMARKS).map(({ severity, message, line, column }) => (
            <RemarkLine key={`${line}:${column}:${message}`} severity={severity} line={line} onGo={() => goTo(line)}>
              <Sentence>{message}</Sentence>
            </RemarkLine>
          ))}
          {remarks.length > MOST_REMARKS ? (
            <p className="text-sm text-muted">and {remarks.length - MOST_REMARKS} more.</p>
          ) : null}
          {remarks.length === 0 ? (
            <p className="flex items-center gap-1.5 text-sm text-success">
              <CircleCheck size={14} aria-hidden />
              {actions && Object.keys(actions).length > 0
                ? "Its form is right, and its actions are known."
                : "Its form is right."}
            </p>
          ) : null}
        </div>
        {canBeSent ? <Size text={text} /> : null}
      </div>
      {error && canBeSent ? <FieldError id={`${field}-error`}>{error}</FieldError> : null}
      {canBeSent ? <Verdicts service={service.service} text={text} onGo={goTo} /> : null}
    </div>
  );
}

/** What EC2 counts: the policy as it is sent. */
function Size({ text }: { text: string }) {
  const size = policySize(JSON.parse(text));
  return (
    <p className="text-xs text-muted tabular-nums">
      {size.toLocaleString("en")} of {quotas.endpointPolicyCharacters.toLocaleString("en")} characters as sent
    </p>
  );
}

const STYLE = {
  error: { icon: CircleAlert, ink: "text-danger", word: "Error" },
  warning: { icon: TriangleAlert, ink: "text-warning", word: "Warning" },
  suggestion: { icon: Info, ink: "text-muted", word: "Suggestion" },
} as const;

function RemarkLine({
  severity,
  line,
  onGo,
  children,
}: {
  severity: keyof typeof STYLE;
  line: number;
  onGo: () => void;
  children: ReactNode;
}) {
  const { icon: Icon, ink, word } = STYLE[severity];
  return (
    <p className="flex items-start gap-1.5 text-sm">
      <Icon size={14} aria-hidden className={`mt-0.75 shrink-0 ${ink}`} />
      <span className="min-w-0 break-words">
        <span className="sr-only">{word}: </span>
        <button type="button" onClick={onGo} className={`font-medium underline underline-offset-4 ${ink}`}>
          Line {line}
        </button>{" "}
        {children}
      </span>
    </p>
  );
}

/** Access Analyzer's findings, requested after a pause in typing; earlier requests are dropped. */
function Verdicts({ service, text, onGo }: { service: string; text: string; onGo: (line: number) => void }) {
  const { id, flush } = useDraft();
  const settled = useSettled(text, PAUSE);
  const { data, isFetching, error } = useQuery({
    queryKey: ["policy-verdicts", id, service, settled],
    async queryFn({ signal }) {
      // It is asked about the draft's text as it is saved.
      if (!(await flush())) return { state: "skipped" as const, why: "the draft is not saved yet" };
      return getJson<Read<PolicyVerdict[]>>("/api/policy", { draft: id, service }, signal);
    },
    enabled: settled === text,
    staleTime: 60_000,
    retry: false,
  });
  if (isFetching || settled !== text) return <p className="text-xs text-muted">Access Analyzer is being asked…</p>;
  if (error || !data) return error ? <p className="text-xs text-muted">Access Analyzer could not be asked.</p> : null;
  if (data.state === "skipped")
    return (
      <p className="text-xs text-muted">
        Not asked of Access Analyzer: <Sentence>{data.why}</Sentence>.
      </p>
    );
  return data.value.length === 0 ? (
    <p className="flex items-center gap-1.5 text-sm text-success">
      <CircleCheck size={14} aria-hidden />
      Access Analyzer finds nothing to say.
    </p>
  ) : (
    <section aria-label={`Access Analyzer on the policy for ${service}`} className="flex flex-col gap-1">
      <p className="text-xs font-medium text-muted">Access Analyzer</p>
      {data.value.map(({ severity, message, code, line, column }) => (
        <RemarkLine key={`${line}:${column}:${code}`} severity={severity} line={line} onGo={() => onGo(line)}>
          <Sentence>{message}</Sentence>
        </RemarkLine>
      ))}
    </section>
  );
}

/** A value once it has not changed for some milliseconds. */
function useSettled<T>(value: T, milliseconds: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return settled;
}
