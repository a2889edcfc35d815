import type { Run } from "#lib/core/run/run";

/**
 * A run as a document for other programs and for keeping: who, what was wanted and approved, every call with its input, answer,
 * request id and times, and what was found afterwards.
 */
export type RunRecord = { format: "postern.run/1" } & Run;

export function recordOf(run: Run): RunRecord {
  return { format: "postern.run/1", ...run };
}
