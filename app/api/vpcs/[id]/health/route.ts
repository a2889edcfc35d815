import { z } from "zod";
import { regionCode, vpcId } from "#lib/core/intent/intent";
import { handler } from "#lib/server/http/guard";
import { healthOfVpc } from "#lib/server/services/reads";

/** A VPC's health in a word, by the check of its page. */
export const GET = handler(
  { permission: "read", input: z.object({ id: vpcId, region: regionCode }) },
  ({ id, region }) => healthOfVpc(region, id),
);
