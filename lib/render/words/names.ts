/** Names beside ids: what people know their subnets and groups by. */
import type { Snapshot } from "#lib/core/network/snapshot";
import { derivedFrom } from "#lib/core/text/memoize";
import { visible } from "#lib/core/text/untrusted";

const ID = /\b(?:vpc|subnet|sg|rtb|acl|vpce)-[0-9a-f]{8,17}\b/g;

/** Name tags may have 256 characters; this many are enough to distinguish them. */
const LONGEST = 40;

const short = (name: string): string => {
  const characters = [...name];
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join("")}…` : name;
};

/** Names by id: Name tags, and the groups' own names. Found once for a snapshot, however many lines of a page ask. */
const namesOf = (snapshot: Snapshot) => derivedFrom(snapshot, findNames);

function findNames({ vpc, subnets, routeTables, networkAcls, endpoints, securityGroups }: Snapshot) {
  const tagged = [...(vpc ? [vpc] : []), ...subnets, ...routeTables, ...networkAcls, ...endpoints];
  const names = [
    ...tagged.map(({ id, tags }): [string, string] => [id, tags.Name ?? ""]),
    ...securityGroups.map(({ id, name }): [string, string] => [id, name]),
  ];
  return new Map(names.filter(([, name]) => name));
}

/** The name of what has the id; where it has none, the id. */
export function nameIn(snapshot: Snapshot): (id: string) => string {
  const names = namesOf(snapshot);
  return (id) => visible(names.get(id) ?? id);
}

/** Puts names beside the ids in a text. */
export type Named = (text: string) => string;

/** Puts the name in parentheses after the first mention of each id that has one, unless the text holds the name itself. */
export function naming(snapshot: Snapshot): Named {
  const names = namesOf(snapshot);
  return (text) => {
    const named = new Set<string>();
    return text.replace(ID, (id) => {
      const name = names.get(id);
      if (!name || named.has(id) || text.includes(name)) return id;
      named.add(id);
      return `${id} (${short(visible(name))})`;
    });
  };
}
