import { z } from "zod";
import type { Snapshot, Vpc } from "#lib/core/network/snapshot";
import type { RunContext } from "../context";
import type { Work } from "../step-definition";
import type { Members } from "../stored";
import { FOUND_DONE } from "./modify-endpoint";
import { isAbsent, settledAs, stillToDo, type Undo } from "./undo-step";

const attribute = z.object({ Value: z.boolean() }).optional();
const input = z.looseObject({ EnableDnsSupport: attribute, EnableDnsHostnames: attribute });

/** EC2 takes one attribute a call; the snapshot's name of each. */
const FIELDS = { EnableDnsSupport: "enableDnsSupport", EnableDnsHostnames: "enableDnsHostnames" } as const;
type Attribute = keyof typeof FIELDS;

/** Which attribute a call sets, and to what. */
export function attributeSet(members: Members): { name: Attribute; value: boolean } {
  const parsed = input.parse(members);
  for (const name of Object.keys(FIELDS) as Attribute[]) {
    const set = parsed[name];
    if (set) return { name, value: set.Value };
  }
  throw new Error("ModifyVpcAttribute without EnableDnsSupport or EnableDnsHostnames");
}

/** Setting an attribute twice does no harm; it is looked at so that its old value is known. */
export function modifyVpcAttribute(members: Members, context: RunContext): Work {
  const { name, value } = attributeSet(members);
  const current = async () => (await readVpc(context))[FIELDS[name]];
  return {
    operation: "ModifyVpcAttribute",
    input: members,
    lookFirst: true,
    made: () => [],
    before: async () => ({ [name]: { Value: await current() } }),
    async look(before) {
      if ((await current()) !== value) return { remaining: members, output: {}, made: [] };
      const was = before ? attributeSet(before).value : value;
      return { remaining: null, output: {}, made: [], note: was === value ? "It was so already." : FOUND_DONE };
    },
  };
}

async function readVpc(context: RunContext): Promise<Vpc> {
  const { vpc } = await context.gateway.snapshot(context.vpcId);
  if (!vpc) throw new Error(`The VPC ${context.vpcId} is gone.`);
  return vpc;
}

const NEEDS = new Set(["available", "pending", "pendingacceptance", "partial"]);

/** Switches an attribute off again, unless an endpoint with private DNS needs it by now. */
export const restoreVpcAttribute: Undo = (step, context, { freed }) => {
  const { name, value } = attributeSet(step.input);
  const needing = ({ endpoints }: Snapshot) =>
    endpoints.filter((e) => e.privateDnsEnabled && NEEDS.has(e.state) && !freed.has(e.id));
  return {
    operation: "ModifyVpcAttribute",
    input: step.input,
    lookFirst: true,
    made: () => [],
    async look() {
      const snapshot = await context.gateway.snapshot(context.vpcId);
      const left = needing(snapshot).map(({ id }) => id);
      // Just after the run the read may show what was before it: then switching it off once more does no harm.
      if (snapshot.vpc?.[FIELDS[name]] === value && isAbsent(step)) return settledAs("It was so already.");
      if (left.length === 0) return stillToDo(step.input);
      return settledAs(`Left on: private DNS of ${left.join(", ")} needs it.`);
    },
  };
};
