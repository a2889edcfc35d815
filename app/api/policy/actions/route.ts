import { z } from "zod";
import { regionCode } from "#lib/core/intent/intent";
import { handler } from "#lib/server/http/guard";
import { actionsOfService } from "#lib/server/services/policies";

/** The IAM actions that the endpoint of a service carries, by prefix. */
export const GET = handler(
  { permission: "read", input: z.object({ region: regionCode, service: z.string().max(260) }) },
  ({ region, service }) => actionsOfService(region, service),
);
