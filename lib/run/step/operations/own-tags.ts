import type { Tags } from "#lib/core/network/snapshot";

/** By these a run finds again what one of its changes made. */
export function ownTags(runId: string, change: string): Tags {
  return { "postern:run": runId, "postern:change": change };
}
