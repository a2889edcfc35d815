/** Names beside ids: what people know their subnets and groups by. */
import { NAMED_ID, resourceNames } from "#lib/core/network/resource-names";
import type { Snapshot } from "#lib/core/network/snapshot";
import { visible } from "#lib/core/text/untrusted";

/** Name tags may have 256 characters; this many are enough to distinguish them. */
const LONGEST = 40;

const short = (name: string): string => {
  const characters = [...name];
  return characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join("")}…` : name;
};

/** The name of what has the id; where it has none, the id. */
export function nameIn(snapshot: Snapshot): (id: string) => string {
  const names = resourceNames(snapshot);
  return (id) => visible(names.get(id) ?? id);
}

/** Puts names beside the ids in a text. */
export type Named = (text: string) => string;

/** Puts the name before the first mention of each id that has one, and the id in parentheses, unless the text holds the name itself. */
export function naming(snapshot: Snapshot): Named {
  const names = resourceNames(snapshot);
  return (text) => {
    const named = new Set<string>();
    return text.replace(NAMED_ID, (id) => {
      const name = names.get(id);
      if (!name || named.has(id) || text.includes(name)) return id;
      named.add(id);
      return `${short(visible(name))} (${id})`;
    });
  };
}
