import { z } from "zod";
import { handler } from "#lib/server/http/guard";
import { runId } from "#lib/server/services/run-input";
import { runRecord } from "#lib/server/services/runs";

/** One run's whole record, as a file to keep. */
export const GET = handler(
  { permission: "read", input: z.object({ id: runId }), file: ({ id }) => `${id}.json` },
  ({ id }) => runRecord(id),
);
