import { z } from "zod";
import type { Vpc } from "#lib/core/network/snapshot";
import type { RunContext } from "../context";
import type { StepDefinition } from "../step-definition";
import type { JsonObject } from "../stored";
import { FOUND_DONE } from "./modify-endpoint";

const attribute = z.object({ Value: z.boolean() }).optional();
const input = z.looseObject({ EnableDnsSupport: attribute, EnableDnsHostnames: attribute });

/** EC2 takes one attribute a call; the snapshot's name of each. */
export const ATTRIBUTE_FIELDS = {
  EnableDnsSupport: "enableDnsSupport",
  EnableDnsHostnames: "enableDnsHostnames",
} as const;
type Attribute = keyof typeof ATTRIBUTE_FIELDS;

/** Which attribute a call sets, and to what. */
export function attributeSet(members: JsonObject): { name: Attribute; value: boolean } {
  const parsed = input.parse(members);
  for (const name of Object.keys(ATTRIBUTE_FIELDS) as Attribute[]) {
    const set = parsed[name];
    if (set) return { name, value: set.Value };
  }
  throw new Error("ModifyVpcAttribute without EnableDnsSupport or EnableDnsHostnames");
}

/** Setting an attribute twice does no harm; it is read so that its old value is known. */
export function modifyVpcAttribute(members: JsonObject, context: RunContext): StepDefinition {
  const { name, value } = attributeSet(members);
  const current = async () => (await readVpc(context))[ATTRIBUTE_FIELDS[name]];
  return {
    operation: "ModifyVpcAttribute",
    input: members,
    reconcileFirst: true,
    createdIds: () => [],
    readBefore: async () => ({ [name]: { Value: await current() } }),
    async reconcile(before) {
      if ((await current()) !== value) return { remaining: members, output: {}, created: [] };
      const was = before ? attributeSet(before).value : value;
      return { remaining: null, output: {}, created: [], note: was === value ? "It was so already." : FOUND_DONE };
    },
  };
}

async function readVpc(context: RunContext): Promise<Vpc> {
  const { vpc } = await context.gateway.snapshot(context.vpcId);
  if (!vpc) throw new Error(`The VPC ${context.vpcId} is gone.`);
  return vpc;
}
