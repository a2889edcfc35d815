"use server";
import { z } from "zod";
import { regionCode, vpcId } from "#lib/core/intent/intent";
import { action } from "#lib/server/http/guard";
import { recoverRun } from "#lib/server/services/lost-runs";
import { runId } from "#lib/server/services/run-input";
import * as runs from "#lib/server/services/runs";

const draft = z.uuid();

/** Applies a draft's plan, if it is still the one with this fingerprint. */
export const startApply = action(
  {
    permission: "apply",
    input: z.object({
      draft,
      fingerprint: z.string().regex(/^[0-9a-f]{64}$/),
      rollbackOnFailure: z.boolean(),
    }),
  },
  runs.applyDraft,
);

/** Rolls a run back. */
export const startRollback = action({ permission: "apply", input: z.object({ run: runId }) }, ({ run }, granted) =>
  runs.rollBack(run, granted),
);

/** Recovers the record of a run that this database does not know. */
export const startRecovery = action(
  { permission: "apply", input: z.object({ run: runId, vpcId, region: regionCode }) },
  recoverRun,
);

/** Asks a run to stop; the call under way still finishes. */
export const stopRun = action({ permission: "apply", input: z.object({ run: runId }) }, ({ run }) => runs.stopRun(run));

/** Opens a new draft with a run's intent; gives its id. */
export const planAgain = action({ permission: "plan", input: z.object({ run: runId }) }, async ({ run }, granted) => ({
  draft: await runs.draftOfRun(run, granted),
}));
