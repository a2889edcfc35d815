import { z } from "zod";
import { handler } from "#lib/server/http/guard";
import { readDraft } from "#lib/server/services/drafts";
import { planOfDraft } from "#lib/server/services/planning";

/** The plan of a draft, or what the draft still lacks. */
export const GET = handler(
  { permission: "plan", input: z.object({ draft: z.uuid(), refresh: z.stringbool().default(false) }) },
  async ({ draft, refresh }) => {
    const planned = await planOfDraft(await readDraft(draft), { refresh });
    return "plan" in planned ? { plan: planned.plan } : planned;
  },
);
