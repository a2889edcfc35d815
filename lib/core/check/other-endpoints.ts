/** Endpoints of a VPC that a check says nothing more of: those of services of other Regions and owners. */
import { isInUse } from "#lib/core/network/services/endpoint";
import type { Snapshot, VpcEndpoint, VpcEndpointId } from "#lib/core/network/snapshot";

export type OtherEndpoint = { endpointId: VpcEndpointId; serviceName: string; words: string };

/** The Region in a service's name, such as us-west-2 of com.amazonaws.vpce.us-west-2.vpce-svc-…. */
const regionIn = (serviceName: string): string | null =>
  /\.([a-z]{2,4}(?:-[a-z]+)+-\d{1,2})\./.exec(serviceName)?.[1] ?? null;

function wordsFor({ id, type, serviceName, serviceRegion }: VpcEndpoint, { region }: Snapshot): string {
  const there = serviceRegion ?? regionIn(serviceName);
  const kind = type === "Interface" || type === "Gateway" ? "endpoint" : `${type} endpoint`;
  const where = there !== null && there !== region ? ` in ${there}` : "";
  const whose = serviceName.includes(".vpce-svc-") ? "a service of another owner" : "a service";
  return `${id} is an ${kind} for ${whose}${where}, ${serviceName}. It is not checked.`;
}

/** Endpoints in use whose service the Region does not list as its own or as offered to this account. */
export function otherEndpoints(snapshot: Snapshot): OtherEndpoint[] {
  const offered = new Set(snapshot.services.map(({ name, type }) => `${name} ${type}`));
  return snapshot.endpoints
    .filter((one) => isInUse(one) && (!offered.has(`${one.serviceName} ${one.type}`) || isElsewhere(one, snapshot)))
    .map((one) => ({ endpointId: one.id, serviceName: one.serviceName, words: wordsFor(one, snapshot) }));
}

export const isElsewhere = ({ serviceRegion }: VpcEndpoint, { region }: Snapshot): boolean =>
  serviceRegion !== undefined && serviceRegion !== region;
