/** What a person reads on standard error: plain lines, without colours. */

import { blockers, type FindingGroup, findingSections } from "#lib/core/format/finding-groups";
import { SEVERITIES } from "#lib/core/format/labels";
import type { Cost, Plan } from "#lib/core/format/plan-format";
import { isBlocked } from "#lib/core/format/severity";
import { counted } from "#lib/core/text/phrases";
import { visible } from "#lib/core/text/untrusted";
import type { Named } from "#lib/render/words/names";
import { nextStepLines } from "#lib/render/words/next-step";
import type { Outcome } from "./account";

/** The plan in some lines: where, what was found, `notes`, what changes and what it costs; of a blocked plan last what blocks it. */
export function planSummary(
  { plan, where, accountId, named, notChecked }: Outcome,
  notes: readonly string[],
): string[] {
  return [
    `VPC ${plan.vpcId} in ${plan.region}, account ${accountId} ${where}`,
    ...planFindingLines(plan, named),
    ...notes.map((note) => `Note: ${visible(note)}`),
    ...notCheckedLines(notChecked),
    ...changeLines(plan, named),
    ...(plan.changes.length > 0 ? [costLine(plan.cost)] : []),
    ...blockedLine(plan, named),
  ];
}

/** A plan's findings, those that block it first and under a heading of their own. */
export function planFindingLines(plan: Plan, named: Named): string[] {
  const { blocking, other } = findingSections(plan);
  if (blocking.length === 0) return findingLines(other, named);
  return [
    "Blocked by:",
    ...findingLines(blocking, named),
    ...(other.length > 0 ? ["Other findings:", ...findingLines(other, named)] : []),
  ];
}

function blockedLine(plan: Plan, named: Named): string[] {
  const reasons = blockers(plan);
  if (reasons.length === 0) return [];
  const isAcceptable = findingSections(plan).blocking.some(({ code }) => code === "blast-radius");
  const how = isAcceptable ? "Fix that, or accept the blast radius (--accept blast-radius)" : "Fix that";
  return [visible(named(`This plan is blocked: ${reasons.join(" ")} ${how}, then plan again.`))];
}

/** One line each for what could not be read. */
export function notCheckedLines(notChecked: readonly string[]): string[] {
  return notChecked.map((what) => `Not checked: ${visible(what)}.`);
}

function changeLines(plan: Plan, named: Named): string[] {
  const { changes, fingerprint } = plan;
  if (changes.length === 0) return isBlocked(plan) ? [] : ["No changes."];
  return [
    `${counted(changes.length, "change")}, fingerprint ${fingerprint}:`,
    ...changes.map(({ id, reason }) => `  ${id}: ${visible(named(reason))}`),
  ];
}

/** Each group with its next steps, which may be a policy or a command and stay as they are. */
export function findingLines(groups: readonly FindingGroup[], named: Named): string[] {
  return groups.flatMap(({ severity, code, summaries, fixes }) => [
    ...summaries.map((summary) => `${SEVERITIES[severity].one} ${code}: ${visible(named(summary))}`),
    ...fixes.flatMap(nextStepLines).map((line) => `  ${line}`),
  ]);
}

function costLine({ hourlyUsd, monthlyUsd, perGbUsd, asOf }: Cost): string {
  const perGb = perGbUsd > 0 ? ` and $${perGbUsd} per GB` : "";
  return `Adds $${monthlyUsd.toFixed(2)} a month ($${hourlyUsd.toFixed(2)} an hour)${perGb}, list price of ${asOf}.`;
}
