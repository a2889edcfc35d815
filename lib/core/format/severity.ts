import type { Severity } from "./finding-codes";
import type { Finding, Plan } from "./plan-format";

/** Worst first. */
export const SEVERITY_ORDER: readonly Severity[] = ["error", "warning", "info"];

/** The findings, worst first, otherwise in their order. */
export function bySeverity(findings: readonly Finding[]): Finding[] {
  return SEVERITY_ORDER.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
}

/** Workloads would lose access, and nobody has accepted that yet. */
function needsAcceptance({ findings, intent }: Pick<Plan, "findings" | "intent">): boolean {
  return findings.some(({ code }) => code === "blast-radius") && !intent.acceptedRisks.includes("blast-radius");
}

/** Why a plan cannot be applied as it is, a sentence each; empty: it can. */
export function standsAgainst(plan: Plan): string[] {
  const errors = plan.findings.filter(({ severity }) => severity === "error");
  return [
    ...errors.map(({ summary }) => summary),
    ...(needsAcceptance(plan) ? ["Workloads would lose access: accept that, or admit them."] : []),
  ];
}
