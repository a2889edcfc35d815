import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { AwsError } from "#lib/aws/gateway";
import type { SecurityGroup, SecurityGroupRule, Snapshot } from "#lib/core/network/snapshot";
import type { RunContext } from "../context";
import { readWithRetries } from "../read-with-retries";
import type { UndoStep } from "../stored";
import { GONE, isPropagated, leftInPlace, noCall, toSend, type Undo } from "./undo-step";

const names = (groupId: string) => (rule: SecurityGroupRule) =>
  rule.peer.kind === "group" && rule.peer.groupId === groupId;

const GOING: ReadonlySet<string> = new Set(["deleting", "deleted", "failed", "rejected", "expired"]);

/** What keeps EC2 from deleting a group, and does not go away by itself: groups with rules that name it, endpoints, interfaces. */
function holdersOf(groupId: string, { securityGroups, endpoints, networkInterfaces }: Snapshot): string[] {
  const referring = securityGroups.filter(
    ({ id, ingress, egress }) => id !== groupId && [...ingress, ...egress].some(names(groupId)),
  );
  const carries = ({ securityGroupIds }: { securityGroupIds: readonly string[] }) => securityGroupIds.includes(groupId);
  return [
    ...referring.map(({ id }) => `a rule of ${id}`),
    ...endpoints.filter((one) => carries(one) && !GOING.has(one.state)).map(({ id }) => `the endpoint ${id}`),
    ...networkInterfaces
      .filter((one) => carries(one) && one.interfaceType !== "vpc_endpoint")
      .map(({ id }) => `the interface ${id}`),
  ];
}

function stillHeld(cause: AwsError, groupId: string, holders: readonly string[]): AwsError {
  return new AwsError(
    "refused",
    cause.code,
    cause.message,
    `${groupId} is left: ${holders.join(", ")} still needs it, and this run did not create that.`,
    `Free the group from that, then run: aws ec2 delete-security-group --group-id ${groupId}`,
    cause.operation,
    cause.requestId,
  );
}

/** A new group may send to everywhere (EC2 user guide, "Default rules"); the run's own rules are revoked by now. */
function rulesOfOthers({ ingress, egress }: SecurityGroup): number {
  const everywhere = ({ protocol, peer }: SecurityGroupRule) =>
    protocol === "-1" && (peer.kind === "ipv4" || peer.kind === "ipv6") && ["0.0.0.0/0", "::/0"].includes(peer.cidr);
  return ingress.length + egress.filter((rule) => !everywhere(rule)).length;
}

/** When the steps before this one sent their last call, in milliseconds since 1970; null: they sent none. */
async function lastCallOf({ dependsOn }: UndoStep, { journal }: RunContext): Promise<number | null> {
  const events = await journal.allEvents();
  const times = dependsOn.flatMap((id) => events.get(id) ?? []).map(({ at }) => new Date(at).getTime());
  return times.length > 0 ? Math.max(...times) : null;
}

/** Interfaces of a deleted endpoint keep its groups in use for minutes: that is awaited. */
export const deleteSecurityGroup: Undo = (step, context, { retained }) => {
  const { GroupId } = z.looseObject({ GroupId: z.string() }).parse(step.input);
  const { consistencyMs, pollMs } = context.settings;
  const begun = Date.now();
  let heldSince: number | null = null;
  return {
    operation: "DeleteSecurityGroup",
    input: step.input,
    reconcileFirst: true,
    createdIds: () => [],
    async reconcile(_before, cause) {
      for (;;) {
        const snapshot = await readWithRetries(context, () => context.gateway.snapshot(context.vpcId));
        const group = snapshot.securityGroups.find(({ id }) => id === GroupId);
        if (!group) return isPropagated(step) ? noCall(GONE) : toSend(step.input);
        const user = snapshot.endpoints.find(
          ({ id, securityGroupIds }) => retained.has(id) && securityGroupIds.includes(group.id),
        );
        if (user) return leftInPlace(`Left: ${user.id}, which is left as well, uses it.`);
        const rules = rulesOfOthers(group);
        const since = (await lastCallOf(step, context)) ?? begun;
        if (rules > 0 && Date.now() >= since + consistencyMs) {
          return leftInPlace(`Left: somebody else has added ${rules} ${rules === 1 ? "rule" : "rules"} to it since.`);
        }
        if (rules === 0) {
          const holders = cause?.kind === "in-use" ? holdersOf(GroupId, snapshot) : [];
          heldSince = holders.length > 0 ? (heldSince ?? Date.now()) : null;
          if (cause && heldSince !== null && Date.now() - heldSince >= consistencyMs) {
            throw stillHeld(cause, GroupId, holders);
          }
          return toSend(step.input);
        }
        // The read may still show a rule that was revoked just now.
        await sleep(pollMs);
      }
    },
    treatAsDone: async (error) => (error.kind === "not-found" && isPropagated(step) ? GONE : null),
  };
};
