import { z } from "zod";
import { handler } from "#lib/server/http/guard";
import { readDraft } from "#lib/server/services/drafts";

/** A draft as stored, for a tab that has been away. */
export const GET = handler({ permission: "read", input: z.object({ id: z.uuid() }) }, ({ id }) => readDraft(id));
