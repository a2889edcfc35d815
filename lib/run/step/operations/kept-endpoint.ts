import { z } from "zod";
import type { VpcEndpoint } from "#lib/core/network/snapshot";
import type { Reconciliation } from "../step-definition";
import type { JsonObject, UndoStep } from "../stored";
import { leftInPlace } from "./undo-step";

const ids = z.array(z.string()).default([]);

const creation = z.looseObject({ SubnetIds: ids, SecurityGroupIds: ids, RouteTableIds: ids });

/** What somebody else has added to an endpoint since the run created it, such as a subnet; empty: nothing. */
function addedSince(created: JsonObject, endpoint: VpcEndpoint): string[] {
  const { SubnetIds, SecurityGroupIds, RouteTableIds } = creation.parse(created);
  const added = (had: readonly string[], has: readonly string[]) => has.filter((id) => !had.includes(id));
  return [
    ...added(SubnetIds, endpoint.subnetIds),
    ...added(SecurityGroupIds, endpoint.securityGroupIds),
    ...added(RouteTableIds, endpoint.routeTableIds),
  ];
}

/** Why an endpoint that the run created is left; null: it is as the run created it, or the run did not create it. */
export function retainedBecause({ creation: created }: UndoStep, endpoint: VpcEndpoint): Reconciliation | null {
  const added = created ? addedSince(created, endpoint) : [];
  return added.length > 0
    ? leftInPlace(`Left as it is: somebody else has given it ${added.join(", ")} since, and so may need it.`)
    : null;
}
