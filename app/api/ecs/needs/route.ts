import { z } from "zod";
import { regionCode } from "#lib/core/intent/intent";
import { handler } from "#lib/server/http/guard";
import { ecsNeeds } from "#lib/server/services/ecs";

/** Names of ECS: up to 255 letters, digits, hyphens and underscores (ECS API reference, CreateCluster, CreateService). */
const name = z.string().regex(/^[\w-]{1,255}$/);

const input = z.object({ region: regionCode, cluster: name, service: name.optional() });

/** What a service of a cluster needs, or all of them, with the reasons. */
export const GET = handler({ permission: "read", input }, ({ region, cluster, service }) =>
  ecsNeeds(region, cluster, service === undefined ? [] : [service]),
);
