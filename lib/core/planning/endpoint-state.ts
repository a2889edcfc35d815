import { costOf } from "#lib/core/cost/cost";
import { pricesFor } from "#lib/core/cost/prices";
import type { Change, Plan } from "#lib/core/format/plan-format";
import { findService } from "#lib/core/network/services/service";
import type { Snapshot, VpcEndpointId } from "#lib/core/network/snapshot";
import { endpointsOf } from "./desired";

/** What a plan does for one service, as a row beside the service's reasons. */
export type EndpointState = {
  state: "not-offered" | "new" | "exists" | "changes" | "not-placed";
  type: "Interface" | "Gateway" | null;
  /** The endpoint that already exists. */
  endpointId: VpcEndpointId | null;
  /** Endpoint interfaces that are added, each in an Availability Zone of its own. */
  addedInterfaces: number;
  /** What they add to the bill, USD a month at list price. */
  monthlyUsd: number;
  /** Why it changes, in the words of the plan. */
  reason: string | null;
};

const listLength = (change: Change, field: string): number => {
  const list = change.input[field];
  return Array.isArray(list) ? list.length : 0;
};

/** `plan` may be null while too little is known: then what is not there yet counts as new. */
export function endpointState(snapshot: Snapshot, plan: Plan | null, raw: string): EndpointState {
  const service = findService(snapshot, raw);
  if (!service) {
    return { state: "not-offered", type: null, endpointId: null, addedInterfaces: 0, monthlyUsd: 0, reason: null };
  }
  const existing = endpointsOf(snapshot, service)[0] ?? null;
  const own = (plan?.changes ?? []).filter(
    ({ kind, input }) =>
      (kind === "create-endpoint" &&
        input.ServiceName === service.offer.name &&
        input.VpcEndpointType === service.offer.type) ||
      (existing !== null && input.VpcEndpointId === existing.id),
  );
  const addedInterfaces = own.reduce((sum, c) => sum + listLength(c, "SubnetIds") + listLength(c, "AddSubnetIds"), 0);
  const type = service.offer.type;
  // One that may not be changed can be there beside it.
  const isNew = own.some(({ kind }) => kind === "create-endpoint") || (existing === null && plan === null);
  return {
    state: isNew ? "new" : existing ? (own.length > 0 ? "changes" : "exists") : "not-placed",
    type,
    endpointId: isNew ? null : (existing?.id ?? null),
    addedInterfaces,
    monthlyUsd: costOf(addedInterfaces, pricesFor(snapshot), snapshot.region).monthlyUsd,
    reason: own[0]?.reason ?? null,
  };
}
