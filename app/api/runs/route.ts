import { handler } from "#lib/server/http/guard";
import { runPageRequest } from "#lib/server/services/run-input";
import { runs } from "#lib/server/services/runs";

/** One page of runs, the newest first, narrowed to what is asked for. */
export const GET = handler({ permission: "read", input: runPageRequest }, (request) => runs().listRuns(request));
