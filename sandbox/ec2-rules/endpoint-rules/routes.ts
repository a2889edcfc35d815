import { refusals } from "#lib/core/network/ec2-rules";
import { isThere } from "../endpoints/addresses";
import type { EndpointRule } from "../endpoints/proposal";
import { refuse } from "../protocol/refuse";

export const oneRoutePerPrefixList: EndpointRule = {
  name: "A route table has one route to a prefix list: one gateway endpoint of a service",
  source: refusals.routeAlreadyExists.source,
  check({ call, after }) {
    const { prefixListId } = after;
    if (!prefixListId) return;
    for (const other of call.state.endpoints.values()) {
      if (other.id === after.id || other.prefixListId !== prefixListId || !isThere(other, call.now)) continue;
      const routeTableId = after.routeTableIds.find((id) => other.routeTableIds.includes(id));
      if (routeTableId) refuse(refusals.routeAlreadyExists, { routeTableId, prefixListId });
    }
  },
};
