/** Taking things away again. What is gone already counts as done. */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { AwsError } from "#lib/aws/gateway";
import { canonicalJson } from "#lib/core/canonical";
import type { SecurityGroup, SecurityGroupRule, VpcEndpoint } from "#lib/core/network";
import type { RunContext } from "../context";
import type { UndoStep } from "../stored";
import type { Work } from "../work";
import { endpointSettled, isGone, readEndpoint } from "./endpoint-state";
import { modifyEndpointInput, remainingModification } from "./modify-endpoint";
import { restoreVpcAttribute } from "./modify-vpc-attribute";

const GONE = "It was gone already.";
const nothing = { remaining: null, output: {}, made: [] };

/** `freed`: endpoints whose private DNS this rollback has switched off, or that it has deleted. */
type Undo = (step: UndoStep, context: RunContext, freed: ReadonlySet<string>) => Work;

/**
 * Whether something that is not found is gone; to be asked from the first time on that it is not found. What EC2 has known once is; what was made just now it may not know yet: only
 * after a while of not finding it is it gone.
 */
function absence({ seen }: UndoStep, { settings }: RunContext): () => boolean {
  let since: number | null = null;
  return () => {
    since ??= Date.now();
    return seen || Date.now() - since >= settings.consistencyMs;
  };
}

const deleteEndpoint: Undo = (step, context) => {
  const { VpcEndpointIds } = z.looseObject({ VpcEndpointIds: z.tuple([z.string()]) }).parse(step.input);
  const id = VpcEndpointIds[0] as VpcEndpoint["id"];
  const isAbsent = absence(step, context);
  return {
    operation: "DeleteVpcEndpoints",
    input: step.input,
    lookFirst: false,
    made: () => [],
    async look() {
      const endpoint = await readEndpoint(id, context);
      const going = endpoint?.state === "deleting" || endpoint?.state === "deleted";
      return going ? { ...nothing, note: GONE } : { ...nothing, remaining: step.input };
    },
    async pardon(error) {
      return error.kind === "not-found" && isAbsent() && isGone(await readEndpoint(id, context)) ? GONE : null;
    },
    settle: (_answer, pause) => endpointSettled(id, { state: "gone" }, context, pause),
  };
};

const MODIFIABLE: ReadonlySet<string> = new Set(["available", "pending", "partial"]);

/** Removes what the run added and nothing else; what others changed since stays, and the step says so. */
const revertEndpoint: Undo = (step, context) => {
  const input = modifyEndpointInput.parse(step.input);
  const set = modifyEndpointInput.partial().parse(step.undoes).PolicyDocument;
  const id = input.VpcEndpointId;
  const { nameExpiryMs, pollMs } = context.settings;
  const isAbsent = absence(step, context);
  const found = (endpoint: VpcEndpoint) => {
    if (!MODIFIABLE.has(endpoint.state)) {
      return { ...nothing, note: `Nothing to take back: it is ${endpoint.state}.` };
    }
    const { PolicyDocument, ResetPolicy, ...rest } = input;
    const ours = set !== undefined && canonicalJson(JSON.parse(set)) === canonicalJson(endpoint.policy);
    const remaining = remainingModification(ours ? input : rest, endpoint);
    const others = set !== undefined && !ours;
    return {
      ...nothing,
      remaining,
      ...(others ? { note: "The policy was changed by somebody else since and stays as it is." } : {}),
    };
  };
  return {
    operation: "ModifyVpcEndpoint",
    input: step.input,
    lookFirst: true,
    made: () => [],
    async look() {
      for (;;) {
        const endpoint = await readEndpoint(id, context);
        const seen = endpoint ? found(endpoint) : { ...nothing, note: GONE };
        // The read may show the endpoint as it was before the run.
        if ((seen.remaining && !seen.note) || isAbsent()) return seen;
        await sleep(pollMs);
      }
    },
    pardon: async (error) =>
      error.kind === "not-found" && isAbsent() && isGone(await readEndpoint(id, context)) ? GONE : null,
    async settle(_answer, pause) {
      if (!MODIFIABLE.has((await readEndpoint(id, context))?.state ?? "")) return null;
      const off = input.PrivateDnsEnabled === false;
      const error = await endpointSettled(
        id,
        { state: "available", ...(off ? { privateDns: false } : {}) },
        context,
        pause,
      );
      if (error || !off) return error;
      const note = `Waiting ${Math.round(nameExpiryMs / 1000)} s, so that no client still uses the private addresses.`;
      return (await pause(nameExpiryMs, note)) === "stop" ? "stopped" : null;
    },
  };
};

/** By rule id: revoked by its properties, EC2 could match a rule of somebody else or nothing at all. */
const revoke: Undo = (step, context) => {
  const { SecurityGroupRuleIds } = z.looseObject({ SecurityGroupRuleIds: z.array(z.string()) }).parse(step.input);
  const isAbsent = absence(step, context);
  const there = async () => {
    const tagged = await context.gateway.tagged("security-group-rule", { "postern:change": step.change });
    return SecurityGroupRuleIds.filter((id) => tagged.includes(id));
  };
  return {
    operation: step.operation,
    input: step.input,
    lookFirst: false,
    made: () => [],
    async look(_before, cause) {
      const left = await there();
      const missing = left.length < SecurityGroupRuleIds.length;
      if (missing && cause?.kind === "not-found" && !isAbsent()) return { ...nothing, remaining: step.input };
      if (left.length === 0) return { ...nothing, note: GONE };
      return { ...nothing, remaining: { ...step.input, SecurityGroupRuleIds: left } };
    },
    pardon: async (error) => (error.kind === "not-found" && isAbsent() && (await there()).length === 0 ? GONE : null),
  };
};

const names = (groupId: string) => (rule: SecurityGroupRule) =>
  rule.peer.kind === "group" && rule.peer.groupId === groupId;

/** Groups whose rules name this one: EC2 does not delete it while there are such. */
function referringTo(groupId: string, groups: readonly SecurityGroup[]): SecurityGroup[] {
  return groups.filter(({ id, ingress, egress }) => id !== groupId && [...ingress, ...egress].some(names(groupId)));
}

function stillReferred(cause: AwsError, groupId: string, referring: readonly SecurityGroup[]): AwsError {
  const list = referring.map(({ id }) => id).join(", ");
  return new AwsError(
    "refused",
    cause.code,
    cause.message,
    `${groupId} is left: a rule of ${list} still names it, and this run did not make that rule.`,
    `Remove that rule, then run: aws ec2 delete-security-group --group-id ${groupId}`,
    cause.operation,
    cause.requestId,
  );
}

/** Interfaces of a deleted endpoint keep its groups in use for minutes: that is waited for. */
const deleteSecurityGroup: Undo = (step, context) => {
  const { GroupId } = z.looseObject({ GroupId: z.string() }).parse(step.input);
  let referredSince: number | null = null;
  const isAbsent = absence(step, context);
  return {
    operation: "DeleteSecurityGroup",
    input: step.input,
    lookFirst: false,
    made: () => [],
    async look(_before, cause) {
      const { securityGroups } = await context.gateway.snapshot(context.vpcId);
      if (!securityGroups.some(({ id }) => id === GroupId)) {
        return isAbsent() ? { ...nothing, note: GONE } : { ...nothing, remaining: step.input };
      }
      const referring = cause?.kind === "in-use" ? referringTo(GroupId, securityGroups) : [];
      referredSince = referring.length > 0 ? (referredSince ?? Date.now()) : null;
      if (cause && referredSince !== null && Date.now() - referredSince >= context.settings.consistencyMs) {
        throw stillReferred(cause, GroupId, referring);
      }
      return { ...nothing, remaining: step.input };
    },
    pardon: async (error) => (error.kind === "not-found" && isAbsent() ? GONE : null),
  };
};

const UNDO: Record<UndoStep["operation"], Undo> = {
  DeleteVpcEndpoints: deleteEndpoint,
  ModifyVpcEndpoint: revertEndpoint,
  RevokeSecurityGroupEgress: revoke,
  RevokeSecurityGroupIngress: revoke,
  DeleteSecurityGroup: deleteSecurityGroup,
  ModifyVpcAttribute: restoreVpcAttribute,
};

/** How a rollback's step is done. */
export const undoWork: Undo = (step, context, freed) => UNDO[step.operation](step, context, freed);
