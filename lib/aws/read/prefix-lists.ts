import { isAwsError } from "#lib/aws/gateway";
import type { PrefixList, PrefixListId, Snapshot } from "#lib/core/network/snapshot";
import type { Describe } from "./describe";
import { idFrom, prefixListFrom } from "./from-ec2";

type Naming = Pick<Snapshot, "securityGroups" | "associatedGroups" | "routeTables" | "services">;

/**
 * Those that a rule or a route of any kind names, and those of the gateway services; one that EC2 does not list for this account
 * has no name and no entries.
 */
export async function readPrefixLists(describe: Describe, vpc: Naming): Promise<PrefixList[]> {
  const named = namedLists(vpc);
  const gateways = new Set(vpc.services.filter(({ type }) => type === "Gateway").map(({ name }) => name));
  const [managed, ofAws] = await Promise.all([describe.managedPrefixLists(), describe.prefixLists()]);
  const wanted = managed.filter(
    (list) => named.has(idFrom(list.PrefixListId)) || gateways.has(list.PrefixListName ?? ""),
  );
  const read = await Promise.all(
    wanted.map(async (list) => {
      const known = ofAws.find(({ PrefixListId }) => PrefixListId === list.PrefixListId)?.Cidrs ?? [];
      const entries = known.length > 0 ? known : await readEntries(describe, idFrom(list.PrefixListId));
      return prefixListFrom(list, entries);
    }),
  );
  const listed = new Set(read.map(({ id }) => id));
  const unlisted = [...named].filter((id) => !listed.has(id));
  return [...read, ...unlisted.map((id) => ({ id, name: "", ownerId: "", entries: null, maxEntries: null }))];
}

function namedLists({ securityGroups, associatedGroups = [], routeTables }: Naming): Set<PrefixListId> {
  const rules = [...securityGroups, ...associatedGroups].flatMap(({ ingress, egress }) => [...ingress, ...egress]);
  const routes = routeTables.flatMap((table) => table.routes);
  return new Set([
    ...rules.flatMap(({ peer }) => (peer.kind === "prefix-list" ? [peer.prefixListId] : [])),
    ...routes.flatMap(({ destination }) => (destination.startsWith("pl-") ? [idFrom<PrefixListId>(destination)] : [])),
  ]);
}

/** null when the list is another account's and not to be read, or is being deleted. */
async function readEntries(describe: Describe, id: PrefixListId): Promise<string[] | null> {
  try {
    return (await describe.prefixListEntries(id)).flatMap(({ Cidr }) => Cidr ?? []);
  } catch (error) {
    if (isAwsError(error) && ["denied", "not-found", "refused", "busy"].includes(error.kind)) return null;
    throw error;
  }
}
