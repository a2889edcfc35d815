import type { IntentProblem } from "./intent-problems";
import type { Change } from "./plan-format";

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
  /** The account asks for these changes now, which are others than those that were looked at. */
  | { kind: "changed"; changes: Change[] };
