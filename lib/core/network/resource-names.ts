import type { Snapshot } from "#lib/core/network/snapshot";
import { derivedFrom } from "#lib/core/text/memoize";

/** Ids of the resources that people name. */
export const NAMED_ID = /\b(?:vpc|subnet|sg|rtb|acl|vpce)-[0-9a-f]{8,17}\b/g;

/** Names by id: Name tags, and the groups' own names; untrusted. Found once for a snapshot, however many lines of a page ask. */
export const resourceNames = (snapshot: Snapshot): ReadonlyMap<string, string> => derivedFrom(snapshot, findNames);

function findNames({ vpc, subnets, routeTables, networkAcls, endpoints, securityGroups }: Snapshot) {
  const tagged = [...(vpc ? [vpc] : []), ...subnets, ...routeTables, ...networkAcls, ...endpoints];
  const names = [
    ...tagged.map(({ id, tags }): [string, string] => [id, tags.Name ?? ""]),
    ...securityGroups.map(({ id, name }): [string, string] => [id, name]),
  ];
  return new Map(names.filter(([, name]) => name));
}
