import { z } from "zod";
import { readDraft } from "#lib/server/drafts";
import { handler } from "#lib/server/guard";

/** A draft as it is stored, for a tab that has been away. */
export const GET = handler({ permission: "read", input: z.object({ id: z.uuid() }) }, ({ id }) => readDraft(id));
