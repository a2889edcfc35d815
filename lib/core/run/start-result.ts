import type { Plan } from "#lib/core/format/plan-format";
import type { IntentProblem } from "#lib/core/intent/problems";

/** What came of pressing "Apply". Only `started` has begun anything. */
export type StartAnswer =
  | { kind: "started"; run: string }
  /** Another run is changing this VPC. */
  | { kind: "busy"; run: string }
  /** What was asked for is there already. */
  | { kind: "nothing" }
  | { kind: "incomplete"; problems: IntentProblem[] }
  /** What stands against the plan, a sentence each. */
  | { kind: "blocked"; reasons: string[] }
  /** The plan by now, which is another than the one that was looked at. */
  | ({ kind: "changed" } & Pick<Plan, "changes" | "basis" | "findings">);
