import type { Plan } from "#lib/core/format/plan-format";
import type { IntentProblem } from "#lib/core/intent/problems";

/** The result of pressing "Apply". Only `started` has started a run. */
export type StartResult =
  | { kind: "started"; run: string }
  /** Another run is changing this VPC. */
  | { kind: "busy"; run: string }
  /** There is nothing to change. */
  | { kind: "nothing" }
  | { kind: "incomplete"; problems: IntentProblem[] }
  /** What blocks the plan, a sentence each. */
  | { kind: "blocked"; reasons: string[] }
  /** The plan as it is now; it differs from the one that was reviewed. */
  | ({ kind: "changed" } & Pick<Plan, "changes" | "basis" | "findings">);
