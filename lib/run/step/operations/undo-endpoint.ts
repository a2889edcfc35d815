/** Taking back what a run did to endpoints. What others have changed since stays. */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { VpcEndpoint } from "#lib/core/network/snapshot";
import { samePolicy } from "#lib/core/policy/policy";
import type { Look } from "../step-definition";
import type { Members, UndoStep } from "../stored";
import { endpointSettled, isGone, readEndpoint } from "./endpoint-state";
import { modifyEndpointInput, remainingModification } from "./modify-endpoint";
import { GONE, isAbsent, keptAs, settledAs, stillToDo, type Undo } from "./undo-step";

const ids = z.array(z.string()).default([]);

const creation = z.looseObject({ SubnetIds: ids, SecurityGroupIds: ids, RouteTableIds: ids });

/** What somebody else has added to an endpoint since the run made it, such as a subnet; empty: nothing. */
function addedSince(created: Members, endpoint: VpcEndpoint): string[] {
  const { SubnetIds, SecurityGroupIds, RouteTableIds } = creation.parse(created);
  const added = (had: readonly string[], has: readonly string[]) => has.filter((id) => !had.includes(id));
  return [
    ...added(SubnetIds, endpoint.subnetIds),
    ...added(SecurityGroupIds, endpoint.securityGroupIds),
    ...added(RouteTableIds, endpoint.routeTableIds),
  ];
}

/** Why the endpoint, which the run made, is left; null: it is as the run made it, or the run did not make it. */
function keptBecause({ creation: created }: UndoStep, endpoint: VpcEndpoint): Look | null {
  const added = created ? addedSince(created, endpoint) : [];
  return added.length > 0
    ? keptAs(`Left as it is: somebody else has given it ${added.join(", ")} since, and so may need it.`)
    : null;
}

export const deleteEndpoint: Undo = (step, context) => {
  const { VpcEndpointIds } = z.looseObject({ VpcEndpointIds: z.tuple([z.string()]) }).parse(step.input);
  const id = VpcEndpointIds[0] as VpcEndpoint["id"];
  let kept = false;
  return {
    operation: "DeleteVpcEndpoints",
    input: step.input,
    lookFirst: true,
    made: () => [],
    async look() {
      const endpoint = await readEndpoint(id, context);
      if (!endpoint) return stillToDo(step.input);
      if (endpoint.state === "deleting" || endpoint.state === "deleted") return settledAs(GONE);
      const left = keptBecause(step, endpoint);
      kept = left !== null;
      return left ?? stillToDo(step.input);
    },
    pardon: async (error) =>
      error.kind === "not-found" && isAbsent(step) && isGone(await readEndpoint(id, context)) ? GONE : null,
    settle: async (_answer, pause) => (kept ? null : endpointSettled(id, { state: "gone" }, context, pause)),
  };
};

const MODIFIABLE: ReadonlySet<string> = new Set(["available", "pending", "partial"]);

/** Removes what the run added and nothing else; what others changed since stays, and the step says so. */
export const revertEndpoint: Undo = (step, context) => {
  const input = modifyEndpointInput.parse(step.input);
  const set = modifyEndpointInput.partial().parse(step.undoes).PolicyDocument;
  const id = input.VpcEndpointId;
  const { nameExpiryMs, pollMs } = context.settings;
  let kept = false;
  const found = (endpoint: VpcEndpoint): Look => {
    if (!MODIFIABLE.has(endpoint.state)) return settledAs(`Nothing to take back: it is ${endpoint.state}.`);
    const { PolicyDocument, ResetPolicy, ...rest } = input;
    const ours = set !== undefined && samePolicy(JSON.parse(set), endpoint.policy);
    const before = PolicyDocument === undefined ? null : JSON.parse(PolicyDocument);
    const others = set !== undefined && !ours && !samePolicy(before, endpoint.policy);
    const remaining = remainingModification(ours ? input : rest, endpoint);
    if (others) return stillToDo(remaining, "The policy was changed by somebody else since and stays as it is.");
    return remaining ? stillToDo(remaining) : settledAs("The endpoint is as it was before the run.");
  };
  return {
    operation: "ModifyVpcEndpoint",
    input: step.input,
    lookFirst: true,
    made: () => [],
    async look() {
      for (;;) {
        const endpoint = await readEndpoint(id, context);
        const left = endpoint && keptBecause(step, endpoint);
        kept = Boolean(left);
        if (left) return left;
        const seen = endpoint ? found(endpoint) : settledAs(GONE);
        // The read may show the endpoint as it was before the run.
        if ((seen.remaining && !seen.note) || isAbsent(step)) return seen;
        await sleep(pollMs);
      }
    },
    pardon: async (error) =>
      error.kind === "not-found" && isAbsent(step) && isGone(await readEndpoint(id, context)) ? GONE : null,
    async settle(_answer, pause) {
      if (kept || !MODIFIABLE.has((await readEndpoint(id, context))?.state ?? "")) return null;
      const { PrivateDnsEnabled: privateDns } = input;
      const off = privateDns === false || input.DnsOptions?.PrivateDnsOnlyForInboundResolverEndpoint === true;
      const wanted = { state: "available", ...(privateDns === undefined ? {} : { privateDns }) } as const;
      const error = await endpointSettled(id, wanted, context, pause);
      if (error || !off) return error;
      const note = `Waiting ${Math.round(nameExpiryMs / 1000)} s, so that no client still uses the private addresses.`;
      // A worker that died may have begun to wait.
      const begun = (await context.journal.events(step.id)).find((event) => event.note === note)?.at;
      const waited = begun === undefined ? 0 : Date.now() - new Date(begun).getTime();
      return (await pause(Math.max(0, nameExpiryMs - waited), note)) === "stop" ? "stopped" : null;
    },
  };
};
