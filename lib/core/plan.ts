import type { Intent } from "./intent";
import type { Snapshot } from "./network";
import type { Plan } from "./plan-format";

/**
 * What is to be changed in the account so that the intent holds, with reasons, risks and cost. Pure: the same snapshot and
 * intent give the same plan, whatever the order of their lists. An empty `changes` means that nothing is to be done.
 */
export function plan(_snapshot: Snapshot, _intent: Intent): Plan {
  throw new Error("being written");
}
