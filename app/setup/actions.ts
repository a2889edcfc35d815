"use server";
import { z } from "zod";
import { draftPatch } from "#lib/core/intent/draft";
import { regionCode } from "#lib/core/intent/intent";
import { action } from "#lib/server/http/guard";
import * as drafts from "#lib/server/services/drafts";
import { identity } from "#lib/server/services/reads";

const id = z.uuid();

/** Starts a draft in a Region, with values that are known already; returns its id. */
export const createDraft = action(
  { permission: "plan", input: z.object({ region: regionCode, filled: draftPatch.optional() }) },
  async ({ region, filled }, { session }) => {
    const { accountId } = await identity(region);
    return { id: (await drafts.createDraft(accountId, region, session, filled)).id };
  },
);

/** Saves the fields that a patch names; gives the new revision. */
export const saveDraft = action(
  { permission: "plan", input: z.object({ id, patch: draftPatch }) },
  async ({ id, patch }, { session }) => {
    const { revision } = await drafts.saveDraft(id, patch, session);
    return { revision };
  },
);

export const deleteDraft = action({ permission: "plan", input: z.object({ id }) }, ({ id }, { session }) =>
  drafts.deleteDraft(id, session),
);

/** Restores a deleted draft. */
export const restoreDraft = action({ permission: "plan", input: z.object({ id }) }, ({ id }, { session }) =>
  drafts.restoreDraft(id, session),
);
