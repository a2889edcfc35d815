/** Names beside ids: what people know their subnets and groups by. */
import type { Snapshot } from "#lib/core/network";
import { visible } from "./inert";

const ID = /\b(?:vpc|subnet|sg|rtb|acl|vpce)-[0-9a-f]{8,17}\b/g;

/** Name tags may have 256 characters; so many tell things apart. */
const LONGEST = 40;

const short = (name: string): string => {
  const characters = [...name];
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join("")}…` : name;
};

/** Names by id: Name tags, and the groups' own names. */
function namesOf({ vpc, subnets, routeTables, networkAcls, endpoints, securityGroups }: Snapshot): Map<string, string> {
  const tagged = [...(vpc ? [vpc] : []), ...subnets, ...routeTables, ...networkAcls, ...endpoints];
  const names = [
    ...tagged.map(({ id, tags }) => [id, tags.Name ?? ""] as const),
    ...securityGroups.map(({ id, name }) => [id, name] as const),
  ];
  return new Map(names.filter(([, name]) => name));
}

/** Puts the name in parentheses after the first mention of each id that has one, unless the text says the name itself. */
export function naming(snapshot: Snapshot): (text: string) => string {
  const names = namesOf(snapshot);
  return (text) => {
    const told = new Set<string>();
    return text.replace(ID, (id) => {
      const name = names.get(id);
      if (!name || told.has(id) || text.includes(name)) return id;
      told.add(id);
      return `${id} (${short(visible(name))})`;
    });
  };
}
