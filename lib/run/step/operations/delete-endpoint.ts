import { z } from "zod";
import type { VpcEndpoint } from "#lib/core/network/snapshot";
import { endpointSettled, isGone, readEndpoint } from "./endpoint-state";
import { retainedBecause } from "./kept-endpoint";
import { GONE, isPropagated, noCall, toSend, type Undo } from "./undo-step";

/** Unless another user has extended it since. An endpoint that no longer exists counts as done. */
export const deleteEndpoint: Undo = (step, context) => {
  const { VpcEndpointIds } = z.looseObject({ VpcEndpointIds: z.tuple([z.string()]) }).parse(step.input);
  const id = VpcEndpointIds[0] as VpcEndpoint["id"];
  let retained = false;
  return {
    operation: "DeleteVpcEndpoints",
    input: step.input,
    reconcileFirst: true,
    createdIds: () => [],
    async reconcile() {
      const endpoint = await readEndpoint(id, context);
      if (!endpoint) return toSend(step.input);
      if (endpoint.state === "deleting" || endpoint.state === "deleted") return noCall(GONE);
      const left = retainedBecause(step, endpoint);
      retained = left !== null;
      return left ?? toSend(step.input);
    },
    treatAsDone: async (error) =>
      error.kind === "not-found" && isPropagated(step) && isGone(await readEndpoint(id, context)) ? GONE : null,
    settle: async (_output, pause) => (retained ? null : endpointSettled(id, { state: "gone" }, context, pause)),
  };
};
