import { networkIndex } from "#lib/core/network/network-index";
import { findService } from "#lib/core/network/services/service";
import type { Route } from "#lib/core/network/snapshot";
import { resolveService } from "#lib/core/reachability/dns-resolution";
import { otherRoutes } from "#lib/core/reachability/other-routes";
import { familyFor } from "#lib/core/reachability/reachability";
import { listed } from "#lib/core/text/phrases";
import type { Check } from "../check";

const inWords = ({ destination, target, targetId, active }: Route): string =>
  `${destination} → ${active ? (targetId ?? target) : "nowhere (blackhole)"}`;

/** Routes that win over a gateway endpoint's, or over the VPC's local one, take packets away from the endpoints. */
export const otherRoute: Check = ({ after, intent, reachability }) => {
  const index = networkIndex(after);
  const byTable = new Map<string, { routes: Set<string>; services: Set<string> }>();
  for (const { service: raw, subnetId, blockedBy } of reachability) {
    const [service, subnet] = [findService(after, raw), index.subnets.get(subnetId)];
    if (!blockedBy.after.includes("other-route") || !service || !subnet) continue;
    const family = familyFor(intent, subnet);
    const name = intent.privateDns ? "standard" : "endpoint";
    const resolution = resolveService(after, { service, name, family }, true);
    const routes = otherRoutes(index, service, resolution, subnetId, family);
    const table = index.routeTableOf(subnetId);
    if (!table || routes.length === 0) continue;
    const known = byTable.get(table.id) ?? { routes: new Set(), services: new Set() };
    for (const route of routes) known.routes.add(inWords(route));
    known.services.add(raw);
    byTable.set(table.id, known);
  }
  return [...byTable].map(([id, { routes, services }]) => ({
    code: "other-route",
    severity: "warning",
    summary: `${listed([...services])}: other routes of ${id} take packets away from the endpoint: ${listed([...routes], 10)}.`,
    detail: "The longest prefix wins, not the order of routes; of equal prefixes a CIDR wins over a prefix list.",
    resources: [id, ...services],
    fix: "Remove these routes, or make them less specific, where the endpoint is to be used.",
  }));
};
