import type { Intent } from "#lib/core/intent/intent";
import type { Severity } from "./finding-codes";
import type { Finding, Plan } from "./plan-format";

/** Worst first. */
export const SEVERITY_ORDER: readonly Severity[] = ["error", "warning", "info"];

/** The findings, worst first, otherwise in their order. */
export function bySeverity(findings: readonly Finding[]): Finding[] {
  return SEVERITY_ORDER.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
}

/** Whether a plan cannot be applied with this finding: every error, and a blast radius that the intent does not accept. */
export function isBlocking({ severity, code }: Finding, { acceptedRisks }: Pick<Intent, "acceptedRisks">): boolean {
  return severity === "error" || (code === "blast-radius" && !acceptedRisks.includes(code));
}

/** Whether findings block the plan: `apply` refuses it, and every format says so. */
export function isBlocked({ findings, intent }: Pick<Plan, "findings" | "intent">): boolean {
  return findings.some((finding) => isBlocking(finding, intent));
}
