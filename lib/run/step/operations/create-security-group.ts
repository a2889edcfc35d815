import { z } from "zod";
import type { RunContext } from "../context";
import type { StepDefinition } from "../step-definition";
import type { JsonObject } from "../stored";
import { ownTags } from "./own-tags";

const groupInput = z.looseObject({ GroupName: z.string() });
const output = z.looseObject({ GroupId: z.string() });

/** A group's name is unique in its VPC, so a second attempt cannot create a second group: it finds the first. */
export function createSecurityGroup(change: string, input: JsonObject, context: RunContext): StepDefinition {
  const { GroupName } = groupInput.parse(input);
  const { gateway, runId, vpcId } = context;
  return {
    operation: "CreateSecurityGroup",
    input,
    reconcileFirst: false,
    createdIds: (response) => [output.parse(response).GroupId],
    async reconcile(_before, cause) {
      const tags = ownTags(runId, change);
      const [mine] = await gateway.tagged("security-group", tags);
      if (mine) return { remaining: null, output: { GroupId: mine }, created: [mine] };
      if (cause?.kind !== "duplicate") return { remaining: input, output: {}, created: [] };
      const { securityGroups } = await gateway.snapshot(vpcId);
      const found = securityGroups.find((group) => group.name === GroupName);
      if (!found) return { remaining: input, output: {}, created: [] };
      const result = { GroupId: found.id };
      const ours = Object.entries(tags).every(([key, value]) => found.tags[key] === value);
      if (ours) return { remaining: null, output: result, created: [found.id] };
      return {
        remaining: null,
        output: result,
        created: [],
        note: `Somebody else created a group named ${GroupName} in the meantime. It is used, and a rollback leaves it.`,
      };
    },
  };
}
