import { createHash } from "node:crypto";
import { z } from "zod";
import type { VpcEndpointId } from "#lib/core/network/snapshot";
import type { RunContext } from "../context";
import type { StepDefinition } from "../step-definition";
import type { JsonObject } from "../stored";
import { endpointSettled } from "./endpoint-state";
import { ownTags } from "./own-tags";

const id = z.string().transform((text) => text as VpcEndpointId);
const output = z.looseObject({ VpcEndpoint: z.looseObject({ VpcEndpointId: id }) });

/** States of an endpoint that still counts as the one that this change created. */
const ALIVE = new Set(["pending", "pendingacceptance", "available", "partial", "failed", "rejected", "expired"]);

/**
 * The token makes a repeat return the first result, even while the first call is in flight. It changes only when EC2
 * says that it belongs to other parameters.
 */
function clientToken(runId: string, change: string, generation: number): string {
  return `${runId}-${createHash("sha256").update(change).digest("hex").slice(0, 16)}-${generation}`;
}

export function createEndpoint(
  change: string,
  input: JsonObject,
  awaited: boolean,
  context: RunContext,
): StepDefinition {
  const { gateway, runId } = context;
  let generation = 1;
  const request = (): JsonObject => ({ ...input, ClientToken: clientToken(runId, change, generation) });
  return {
    operation: "CreateVpcEndpoint",
    input: request(),
    reconcileFirst: false,
    createdIds: (response) => [output.parse(response).VpcEndpoint.VpcEndpointId],
    async reconcile(_before, cause) {
      const ids = (await gateway.tagged("vpc-endpoint", ownTags(runId, change))) as VpcEndpointId[];
      const known = ids.length > 0 ? await gateway.endpoints(ids) : [];
      const mine = known.find(({ state }) => ALIVE.has(state));
      if (mine) return { remaining: null, output: { VpcEndpoint: { VpcEndpointId: mine.id } }, created: [mine.id] };
      // A token of other parameters, or of a deleted endpoint, must not be reused.
      if (cause?.code === "IdempotentParameterMismatch") generation += 1;
      generation = Math.max(generation, known.length + 1);
      return { remaining: request(), output: {}, created: [] };
    },
    ...(awaited
      ? {
          settle: (response, pause) =>
            endpointSettled(
              output.parse(response).VpcEndpoint.VpcEndpointId,
              { state: "available", ...(input.PrivateDnsEnabled === true ? { privateDns: true } : {}) },
              context,
              pause,
            ),
        }
      : {}),
  };
}
