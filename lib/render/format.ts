import type { Plan } from "#lib/core/format/plan-format";
import { cliScript } from "./cli";
import { cloudFormation } from "./cloudformation";
import { type DocumentContext, NO_CONTEXT } from "./document-context";
import { cliJson, planJson } from "./json";
import { markdown } from "./markdown";
import { mermaid } from "./mermaid";
import { powershellScript } from "./powershell";
import { terraform } from "./terraform";

export type Format =
  | "json"
  | "cli"
  | "powershell"
  | "cli-json"
  | "cloudformation"
  | "terraform"
  | "mermaid"
  | "markdown";

const renderers: Record<Format, (plan: Plan, context: DocumentContext) => string> = {
  json: planJson,
  cli: cliScript,
  powershell: powershellScript,
  "cli-json": cliJson,
  cloudformation: cloudFormation,
  terraform,
  mermaid,
  markdown,
};

/** The names of all formats. */
export const FORMATS = Object.keys(renderers) as Format[];

/**
 * The plan as text in a format; ends with a line break. Names and tags of the account are escaped in it. `context`: what is
 * known beyond the plan, for the formats that say so.
 */
export function render(plan: Plan, format: Format, context: DocumentContext = NO_CONTEXT): string {
  return renderers[format](plan, context);
}
