import { type Step, steps } from "#lib/core/intent/draft";

export const stepNames: Readonly<Record<Step, string>> = {
  network: "Choose the network",
  needs: "Say what needs access",
  placement: "Place the endpoints",
  connect: "Connect the workloads",
  tune: "Secure and tune",
  review: "Review and apply",
};

export const optionalSteps: ReadonlySet<Step> = new Set<Step>(["tune"]);

/** "Step 3 of 6: Place the endpoints". */
export function stepTitle(step: Step): string {
  return `Step ${steps.indexOf(step) + 1} of ${steps.length}: ${stepNames[step]}`;
}

export function stepPath(draftId: string, step: Step): string {
  return `/setup/${draftId}/${step}`;
}
