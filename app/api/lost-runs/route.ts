import { z } from "zod";
import { regionCode } from "#lib/core/intent/intent";
import { handler } from "#lib/server/http/guard";
import { findLostRuns } from "#lib/server/services/lost-runs";

/** Runs with resources in the account that this database does not know. */
export const GET = handler({ permission: "read", input: z.object({ region: regionCode.optional() }) }, ({ region }) =>
  findLostRuns(region),
);
