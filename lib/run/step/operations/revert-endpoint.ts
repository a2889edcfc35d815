import { setTimeout as sleep } from "node:timers/promises";
import type { VpcEndpoint } from "#lib/core/network/snapshot";
import { samePolicy } from "#lib/core/policy/policy";
import { ownWait } from "#lib/core/run/own-wait";
import type { Reconciliation } from "../step-definition";
import { endpointSettled, isGone, readEndpoint } from "./endpoint-state";
import { retainedBecause } from "./kept-endpoint";
import { modifyEndpointInput, remainingModification } from "./modify-endpoint";
import { GONE, isPropagated, noCall, toSend, type Undo } from "./undo-step";

const MODIFIABLE: ReadonlySet<string> = new Set(["available", "pending", "partial"]);

/** Removes what the run added and nothing else; what others changed since stays, and the step says so. */
export const revertEndpoint: Undo = (step, context) => {
  const input = modifyEndpointInput.parse(step.input);
  const set = modifyEndpointInput.partial().parse(step.undoes).PolicyDocument;
  const id = input.VpcEndpointId;
  const { nameExpiryMs, pollMs } = context.settings;
  let retained = false;
  const found = (endpoint: VpcEndpoint): Reconciliation => {
    if (!MODIFIABLE.has(endpoint.state)) return noCall(`Nothing to roll back: it is ${endpoint.state}.`);
    const { PolicyDocument, ResetPolicy, ...rest } = input;
    const ours = set !== undefined && samePolicy(JSON.parse(set), endpoint.policy);
    const before = PolicyDocument === undefined ? null : JSON.parse(PolicyDocument);
    const others = set !== undefined && !ours && !samePolicy(before, endpoint.policy);
    const remaining = remainingModification(ours ? input : rest, endpoint);
    if (others) return toSend(remaining, "The policy was changed by somebody else since and is left unchanged.");
    return remaining ? toSend(remaining) : noCall("The endpoint is as it was before the run.");
  };
  return {
    operation: "ModifyVpcEndpoint",
    input: step.input,
    reconcileFirst: true,
    createdIds: () => [],
    async reconcile() {
      for (;;) {
        const endpoint = await readEndpoint(id, context);
        const left = endpoint && retainedBecause(step, endpoint);
        retained = Boolean(left);
        if (left) return left;
        const seen = endpoint ? found(endpoint) : noCall(GONE);
        // The read may show the endpoint as it was before the run.
        if ((seen.remaining && !seen.note) || isPropagated(step)) return seen;
        await sleep(pollMs);
      }
    },
    treatAsDone: async (error) =>
      error.kind === "not-found" && isPropagated(step) && isGone(await readEndpoint(id, context)) ? GONE : null,
    async settle(_output, pause) {
      if (retained || !MODIFIABLE.has((await readEndpoint(id, context))?.state ?? "")) return null;
      const { PrivateDnsEnabled: privateDns } = input;
      const off = privateDns === false || input.DnsOptions?.PrivateDnsOnlyForInboundResolverEndpoint === true;
      const wanted = { state: "available", ...(privateDns === undefined ? {} : { privateDns }) } as const;
      const error = await endpointSettled(id, wanted, context, pause);
      if (error || !off) return error;
      const note = ownWait(nameExpiryMs, "so that no client still uses the private addresses");
      // A worker that died may have started to wait.
      const begun = (await context.journal.events(step.id)).find((event) => event.note === note)?.at;
      const waited = begun === undefined ? 0 : Date.now() - new Date(begun).getTime();
      return (await pause(Math.max(0, nameExpiryMs - waited), note)) === "stop" ? "stopped" : null;
    },
  };
};
