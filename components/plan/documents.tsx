"use client";
import { useMemo, useState } from "react";
import { Select } from "#components/ui/select";
import type { Plan } from "#lib/core/format/plan-format";
import type { Snapshot } from "#lib/core/network/snapshot";
import { documentContext } from "#lib/render/document-context";
import { type Format, render } from "#lib/render/format";
import { requestsJson } from "#lib/render/json";
import { CodeView } from "./code-view";
import type { CodeLanguage } from "./highlight";

type Kind = { language: CodeLanguage; file: string; label: string; about: string };

type TextFormat = Extract<Format, "cli" | "powershell" | "cloudformation" | "terraform" | "markdown">;

const KINDS: Record<TextFormat, Kind> = {
  cli: {
    language: "shellscript",
    file: "postern.sh",
    label: "the commands",
    about:
      "The same calls that Apply sends, as a script for the AWS CLI. It stops at the first error and can be run again.",
  },
  powershell: {
    language: "powershell",
    file: "postern.ps1",
    label: "the PowerShell script",
    about: "The same calls as a PowerShell script for the AWS CLI. It stops at the first error and can be run again.",
  },
  cloudformation: {
    language: "yaml",
    file: "postern.yaml",
    label: "the CloudFormation template",
    about: "What the plan creates, as a stack.",
  },
  terraform: {
    language: "hcl",
    file: "postern.tf",
    label: "the Terraform configuration",
    about: "What the plan creates, as HCL.",
  },
  markdown: {
    language: "markdown",
    file: "change-request.md",
    label: "the change request",
    about: "What will be done, why, what it risks and how to roll it back, for the ticket.",
  },
};

/** The plan in one format. */
export function PlanDocument({ plan, snapshot, format }: { plan: Plan; snapshot: Snapshot; format: TextFormat }) {
  const { about, language, file, label } = KINDS[format];
  const code = useMemo(() => render(plan, format, documentContext(snapshot, plan)), [plan, snapshot, format]);
  return (
    <div className="flex flex-col gap-2">
      <p className="text-sm text-muted">{about}</p>
      <CodeView code={code} language={language} file={file} label={label} />
    </div>
  );
}

const SHELLS = [
  { value: "cli", label: "bash", hint: "dash and zsh read it too" },
  { value: "powershell", label: "PowerShell", hint: "Windows PowerShell 5.1 and PowerShell 7" },
] as const;

/** The plan as a script, for one shell or another. */
export function Commands({ plan, snapshot }: { plan: Plan; snapshot: Snapshot }) {
  const [shell, setShell] = useState<(typeof SHELLS)[number]["value"]>("cli");
  return (
    <div className="flex flex-col gap-2">
      <div className="max-w-72">
        <Select label="Shell" options={SHELLS} value={shell} onValueChange={setShell} />
      </div>
      <PlanDocument plan={plan} snapshot={snapshot} format={shell} />
    </div>
  );
}

const JSONS = [
  { value: "json", label: "Plan", hint: "what Postern stores with a run" },
  { value: "cli-json", label: "Calls for the AWS CLI", hint: "--cli-input-json documents" },
  { value: "requests", label: "Requests", hint: "operation, input, dependsOn" },
] as const;
type JsonKind = (typeof JSONS)[number]["value"];

/** The plan as data, in three forms. */
export function JsonDocuments({ plan }: { plan: Plan }) {
  const [kind, setKind] = useState<JsonKind>("json");
  const code = useMemo(() => (kind === "requests" ? requestsJson(plan) : render(plan, kind)), [plan, kind]);
  return (
    <div className="flex flex-col gap-2">
      <div className="max-w-72">
        <Select label="Form" options={JSONS} value={kind} onValueChange={setKind} />
      </div>
      <CodeView code={code} language="json" file={`postern-${kind}.json`} label="the JSON document" />
    </div>
  );
}
