import { z } from "zod";
import { handler } from "#lib/server/http/guard";
import { permissionsOfDraft } from "#lib/server/services/runs";

/** Whether the calls of a draft's plan would be allowed, by dry runs of the worker. */
export const GET = handler({ permission: "plan", input: z.object({ draft: z.uuid() }) }, ({ draft }, granted) =>
  permissionsOfDraft(draft, granted),
);
