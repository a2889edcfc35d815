import { z } from "zod";
import type { RunContext } from "../context";
import type { Work } from "../step-definition";
import type { Members } from "../stored";
import { ownTags } from "./own-tags";

const input = z.looseObject({ GroupName: z.string() });
const answer = z.looseObject({ GroupId: z.string() });

/** A group's name is unique in its VPC, so a second attempt cannot make a second group: it finds the first. */
export function createSecurityGroup(change: string, members: Members, context: RunContext): Work {
  const { GroupName } = input.parse(members);
  const { gateway, runId, vpcId } = context;
  return {
    operation: "CreateSecurityGroup",
    input: members,
    lookFirst: false,
    made: (output) => [answer.parse(output).GroupId],
    async look(_before, cause) {
      const tags = ownTags(runId, change);
      const [mine] = await gateway.tagged("security-group", tags);
      if (mine) return { remaining: null, output: { GroupId: mine }, made: [mine] };
      if (cause?.kind !== "duplicate") return { remaining: members, output: {}, made: [] };
      const { securityGroups } = await gateway.snapshot(vpcId);
      const found = securityGroups.find((group) => group.name === GroupName);
      if (!found) return { remaining: members, output: {}, made: [] };
      const output = { GroupId: found.id };
      const ours = Object.entries(tags).every(([key, value]) => found.tags[key] === value);
      if (ours) return { remaining: null, output, made: [found.id] };
      return {
        remaining: null,
        output,
        made: [],
        note: `Somebody else made a group named ${GroupName} in the meantime. It is used, and a rollback leaves it.`,
      };
    },
  };
}
