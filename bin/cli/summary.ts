/** What a person reads on standard error: plain lines, without colours. */

import { SEVERITIES } from "#lib/core/format/labels";
import type { Cost, Finding, Plan } from "#lib/core/format/plan-format";
import { bySeverity } from "#lib/core/format/severity";
import { counted } from "#lib/core/text/phrases";
import { visible } from "#lib/core/text/untrusted";
import type { Named } from "#lib/render/names";
import { nextStepLines } from "#lib/render/next-step";
import type { Planned } from "./account";

/** The plan in some lines: where, what changes, what was found and what it costs. */
export function planSummary({ plan, target, accountId, named, notChecked }: Planned): string[] {
  const where = target.sandbox ? "the sandbox" : (target.endpointUrl ?? "AWS");
  return [
    `VPC ${plan.vpcId} in ${plan.region}, account ${accountId} on ${where}${target.profile ? `, profile ${target.profile}` : ""}`,
    ...findingLines(plan.findings, named),
    ...notCheckedLines(notChecked),
    ...changeLines(plan, named),
    ...(plan.changes.length > 0 ? [costLine(plan.cost)] : []),
  ];
}

/** One line each for what could not be looked at. */
export function notCheckedLines(notChecked: readonly string[]): string[] {
  return notChecked.map((what) => `Not checked: ${visible(what)}.`);
}

function changeLines({ changes, fingerprint }: Plan, named: Named): string[] {
  if (changes.length === 0) return ["No changes."];
  return [
    `${counted(changes.length, "change")}, fingerprint ${fingerprint}:`,
    ...changes.map(({ id, reason }) => `  ${id}: ${visible(named(reason))}`),
  ];
}

/** Errors first, each with its next step, which may be a policy or a command and stays as it is. */
export function findingLines(findings: readonly Finding[], named: Named): string[] {
  return bySeverity(findings).flatMap(({ severity, code, summary, fix }) => [
    `${SEVERITIES[severity].one} ${code}: ${visible(named(summary))}`,
    ...(fix ? nextStepLines(fix).map((line) => `  ${line}`) : []),
  ]);
}

function costLine({ hourlyUsd, monthlyUsd, perGbUsd, asOf }: Cost): string {
  const perGb = perGbUsd > 0 ? ` and $${perGbUsd} per GB` : "";
  return `Adds $${monthlyUsd.toFixed(2)} a month ($${hourlyUsd.toFixed(2)} an hour)${perGb}, list price of ${asOf}.`;
}
