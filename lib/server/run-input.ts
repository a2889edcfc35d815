import { z } from "zod";
import type { RunStatus } from "#lib/run/run";

/** A run's id, as `newRunId` makes it. */
export const runId = z.string().regex(/^run-[0-9a-f]{17}$/, "is not the id of a run");

/** What `RunStatus` names. */
export const runStatus = z.enum([
  "queued",
  "running",
  "succeeded",
  "failed",
  "refused",
  "stopped",
  "interrupted",
  "rolled-back",
]) satisfies z.ZodType<RunStatus>;
