/** Which endpoints of a VPC one intent can stand for: those in the same Availability Zones whose private DNS is alike. */
import { isInUse, isNamed, mayModify } from "#lib/core/network/services/endpoint";
import { findService, type RequestedService, shortName } from "#lib/core/network/services/service";
import type { Snapshot, SubnetId, VpcEndpoint } from "#lib/core/network/snapshot";
import { endpointsOf } from "#lib/core/planning/desired";
import { listed } from "#lib/core/text/phrases";

/** An endpoint, and the service as an intent names it. */
export type Member = { service: RequestedService; endpoint: VpcEndpoint };

export type EndpointSet = { interfaces: Member[]; gateways: Member[]; notes: string[] };

/** The service of an endpoint as an intent names it; null: the Region does not offer it as such. */
function serviceOf(snapshot: Snapshot, { serviceName, type }: VpcEndpoint): RequestedService | null {
  const short = shortName(serviceName, snapshot.region);
  for (const raw of [short, `${short}:interface`, serviceName, `${serviceName}:interface`]) {
    const service = findService(snapshot, raw);
    if (service?.offer.name === serviceName && service.offer.type === type) return service;
  }
  return null;
}

/** Zones in the order of how many endpoints are in all of them; of equals the larger set. */
function commonZones(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  const fits = (zones: ReadonlySet<string>) =>
    sets.filter((other) => [...zones].every((zone) => other.has(zone))).length;
  const [best] = [...sets].sort((a, b) => fits(b) - fits(a) || b.size - a.size);
  return best ?? new Set();
}

/** The endpoints that one intent can stand for. `named`: services as intents name them; null: all that are there. */
export function endpointSet(snapshot: Snapshot, named: readonly string[] | null): EndpointSet {
  const notes: string[] = [];
  const wanted = named && new Set(named.flatMap((raw) => findService(snapshot, raw)?.key ?? []));
  const zoneOf = new Map(snapshot.subnets.map(({ id, availabilityZone }) => [id, availabilityZone]));
  const zonesOf = ({ endpoint }: Member) => new Set(endpoint.subnetIds.flatMap((id) => zoneOf.get(id) ?? []));
  const leaveOut = (left: readonly Member[], why: string) => {
    if (left.length > 0) notes.push(`Left out: ${listed(left.map(({ service }) => service.raw))}, ${why}.`);
  };

  const members = new Map<string, Member>();
  for (const endpoint of snapshot.endpoints) {
    if (!isInUse(endpoint) || (endpoint.type !== "Interface" && endpoint.type !== "Gateway")) continue;
    const service = serviceOf(snapshot, endpoint);
    if (!service) {
      notes.push(`Left out: ${endpoint.id}, for ${endpoint.serviceName}, which ${snapshot.region} does not offer.`);
    } else if (!wanted || wanted.has(service.key)) {
      const [first = endpoint] = endpointsOf(snapshot, service);
      members.set(service.key, { service, endpoint: first });
    }
  }
  const others = [...members.values()].filter(({ endpoint }) => !mayModify(endpoint, snapshot));
  leaveOut(others, "whose endpoints belong to another account or to an AWS service");
  const own = [...members.values()].filter((member) => !others.includes(member));
  const gateways = own.filter(({ service }) => service.offer.type === "Gateway");

  const all = own.filter(({ service }) => service.offer.type === "Interface");
  const hasNames = ({ service }: Member) => service.offer.privateDnsNames.length > 0;
  const on = all.filter((member) => hasNames(member) && isNamed(member.endpoint));
  const off = all.filter((member) => hasNames(member) && !isNamed(member.endpoint));
  const [fewer, state] = on.length >= off.length ? [off, "off"] : [on, "on"];
  leaveOut(on.length > 0 ? fewer : [], `whose private DNS is ${state}, unlike that of the others`);
  const alike = on.length > 0 ? all.filter((member) => !fewer.includes(member)) : all;

  const zones = commonZones(alike.map(zonesOf));
  const elsewhere = alike.filter((member) => [...zones].some((zone) => !zonesOf(member).has(zone)));
  leaveOut(elsewhere, `not in ${listed([...zones].sort())} as the others are`);
  return { interfaces: alike.filter((member) => !elsewhere.includes(member)), gateways, notes };
}

/** The subnets of the endpoints, sorted: all, and those in the Availability Zones that all endpoints are in. */
export function subnetsOfSet(
  { subnets }: Snapshot,
  interfaces: readonly Member[],
): Record<"all" | "common", SubnetId[]> {
  const zoneOf = new Map(subnets.map(({ id, availabilityZone }) => [id, availabilityZone]));
  const all = [...new Set(interfaces.flatMap(({ endpoint }) => endpoint.subnetIds))].sort();
  const isCommon = (zone: string | undefined) =>
    interfaces.every(({ endpoint }) => endpoint.subnetIds.some((id) => zoneOf.get(id) === zone));
  return { all, common: all.filter((id) => isCommon(zoneOf.get(id))) };
}
