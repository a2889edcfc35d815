import type { Snapshot } from "./network";
import type { Change } from "./plan-format";

/**
 * The snapshot as it would be after the changes: the model that "after" views are computed from. Things that a change
 * creates carry the change's id as their own id; planned endpoints count as available and have no interfaces yet.
 */
export function applyChanges(_snapshot: Snapshot, _changes: readonly Change[]): Snapshot {
  throw new Error("being written");
}
