import { type FindingGroup, findingSections } from "#lib/core/format/finding-groups";
import { SEVERITIES } from "#lib/core/format/labels";
import type { Plan } from "#lib/core/format/plan-format";
import { counted } from "#lib/core/text/phrases";

/** The first of the lines. */
export function blockedHeadline(blocking: readonly FindingGroup[]): string {
  return `This plan is blocked by ${counted(blocking.length, "finding")}. Do not apply it: fix or accept what blocks it, then plan again.`;
}

/** A group of findings in lines of plain text, with its next steps. Not escaped. */
export function groupLines({ severity, code, summaries, fixes }: FindingGroup): string[] {
  return [
    ...summaries.map((summary) => `- ${SEVERITIES[severity].one} ${code}: ${summary}`),
    ...fixes.map((fix) => `  ${fix}`),
  ];
}

/**
 * What a document of a blocked plan says in its first lines: that it is blocked, by what, and how to fix or accept that. Not escaped;
 * empty when nothing blocks the plan.
 */
export function blockedLines(plan: Pick<Plan, "findings" | "intent">): string[] {
  const { blocking } = findingSections(plan);
  if (blocking.length === 0) return [];
  return [blockedHeadline(blocking), ...blocking.flatMap(groupLines)];
}

/** What a document says of a plan without changes. */
export function noChangesLine(plan: Pick<Plan, "findings" | "intent">): string {
  return findingSections(plan).blocking.length > 0
    ? "No changes are planned: see what blocks the plan."
    : "There is nothing to do: what the plan asks for exists already.";
}
