/** Whom a plan's endpoint policies allow less than they have today, though they are not its clients. */
import type { Intent } from "#lib/core/intent/intent";
import { type NetworkIndex, networkIndex } from "#lib/core/network/network-index";
import { findService } from "#lib/core/network/services/service";
import type { Snapshot, VpcEndpoint } from "#lib/core/network/snapshot";
import { isNarrower } from "#lib/core/policy/narrower";
import {
  type Alike,
  connectingClients,
  pathBoundsPlanned,
  pathBoundsToday,
  type ServiceView,
  serviceViews,
} from "./blast-radius";
import { gatewaysOn } from "./dns-resolution";
import { type PathBounds, verdictAndCauses } from "./path-bounds";

/** Others who use an endpoint whose policy allows them less. */
export type Narrowed = {
  /** As the intent writes it. */
  service: string;
  /** Endpoints, or changes that create them, sorted. */
  endpointIds: string[];
  /** Sorted by id. */
  members: Alike["members"];
};

/** The endpoints that a client's packets go through. */
function endpointsUsed(index: NetworkIndex, { resolutions }: ServiceView, { client }: Alike): VpcEndpoint[] {
  const resolution = resolutions[client.family];
  if (resolution.kind === "endpoints") return resolution.targets.map(({ endpoint }) => endpoint);
  if (resolution.kind !== "public") return [];
  return gatewaysOn(resolution.gateways, index.routeTableOf(client.subnet.id));
}

/** Of the endpoints used after the plan, those whose policy allows less than the ones used before; without one all was allowed. */
function narrower(before: readonly VpcEndpoint[], after: readonly VpcEndpoint[]): VpcEndpoint[] {
  return after.filter(({ id, policy }) => {
    const same = before.find((endpoint) => endpoint.id === id);
    const old = same ? [same.policy] : before.length > 0 ? before.map((endpoint) => endpoint.policy) : [null];
    return policy !== null && old.some((one) => isNarrower(policy, one));
  });
}

/** The interfaces that reach a service today and after the plan, are not among its clients, and meet a narrower policy. */
export function policyRadius(before: Snapshot, after: Snapshot, intent: Intent): Narrowed[] {
  const hasPolicy = after.endpoints.some(({ policy }) => policy !== null);
  if (before === after || !hasPolicy) return [];
  const index = { before: networkIndex(before), after: networkIndex(after) };
  const clients = connectingClients(index.before, intent);
  const boundsPlanned = pathBoundsPlanned(clients, index);
  const own = new Set(intent.clientSecurityGroupIds);
  return [...new Set(intent.services)].sort().flatMap((raw): Narrowed[] => {
    const service = findService(before, raw);
    if (!service) return [];
    const views = serviceViews(index, service, intent);
    const met = clients.all.map((alike) =>
      alike.client.groupIds.some((id) => own.has(id))
        ? []
        : narrower(endpointsUsed(index.before, views.before, alike), endpointsUsed(index.after, views.after, alike)),
    );
    if (met.every((endpoints) => endpoints.length === 0)) return [];
    const was = pathBoundsToday(clients, index.before, views.before);
    const becomes = boundsPlanned(views);
    const members = clients.all.flatMap((alike, i) => {
      const [today, planned] = [was[i] as PathBounds, becomes[i] as PathBounds];
      if (met[i]?.length === 0) return [];
      return alike.members.filter(
        ({ addresses }) =>
          verdictAndCauses(today, addresses).verdict !== "none" &&
          verdictAndCauses(planned, addresses).verdict !== "none",
      );
    });
    if (members.length === 0) return [];
    return [
      {
        service: raw,
        endpointIds: [...new Set(met.flat().map(({ id }) => id))].sort(),
        members: members.sort((a, b) => (a.one.id < b.one.id ? -1 : 1)),
      },
    ];
  });
}
