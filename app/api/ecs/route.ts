import { z } from "zod";
import { regionCode } from "#lib/core/intent/intent";
import { handler } from "#lib/server/http/guard";
import { ecsServices } from "#lib/server/services/ecs";

/** The ECS clusters of a Region, with the names of their services. */
export const GET = handler({ permission: "read", input: z.object({ region: regionCode }) }, ({ region }) =>
  ecsServices(region),
);
