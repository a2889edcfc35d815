import { z } from "zod";
import type { RunContext } from "../context";
import type { Members } from "../stored";
import type { Work } from "../work";
import { ownTags } from "./own-tags";

const input = z.looseObject({ GroupName: z.string() });
const output = z.looseObject({ GroupId: z.string() });

/** A group's name is unique in its VPC, so a second attempt cannot make a second group: it finds the first. */
export function createSecurityGroup(change: string, members: Members, context: RunContext): Work {
  const { GroupName } = input.parse(members);
  const { gateway, runId, vpcId } = context;
  return {
    operation: "CreateSecurityGroup",
    input: members,
    lookFirst: false,
    made: (answer) => [output.parse(answer).GroupId],
    async look(_before, cause) {
      const [mine] = await gateway.tagged("security-group", ownTags(runId, change));
      if (mine) return { remaining: null, output: { GroupId: mine }, made: [mine] };
      if (cause?.kind !== "duplicate") return { remaining: members, output: {}, made: [] };
      const { securityGroups } = await gateway.snapshot(vpcId);
      const other = securityGroups.find((group) => group.name === GroupName);
      if (!other) return { remaining: members, output: {}, made: [] };
      return {
        remaining: null,
        output: { GroupId: other.id },
        made: [],
        note: `Somebody else made a group named ${GroupName} in the meantime. It is used, and a rollback leaves it.`,
      };
    },
  };
}
