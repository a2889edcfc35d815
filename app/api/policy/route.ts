import { z } from "zod";
import { handler } from "#lib/server/http/guard";
import { verdictsOfDraft } from "#lib/server/services/policies";

/** What Access Analyzer says of the policy that a draft holds for a service: it goes by the draft, being too long for an address. */
export const GET = handler(
  { permission: "plan", input: z.object({ draft: z.uuid(), service: z.string().max(260) }) },
  ({ draft, service }) => verdictsOfDraft(draft, service),
);
