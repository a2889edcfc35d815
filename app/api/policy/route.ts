import { z } from "zod";
import { handler } from "#lib/server/http/guard";
import { verdictsOfDraft } from "#lib/server/services/policies";

/** Access Analyzer's findings on a draft's policy for a service. The draft is passed by id, since a policy is too long for an address. */
export const GET = handler(
  { permission: "plan", input: z.object({ draft: z.uuid(), service: z.string().max(260) }) },
  ({ draft, service }) => verdictsOfDraft(draft, service),
);
