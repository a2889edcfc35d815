/** Bounds of a client's path: groups that cannot be read are assumed to allow nothing (least) and everything (most). */
import type { BlockReason, Verdict } from "#lib/core/format/plan-format";
import { type IntervalSet, subtract, union } from "#lib/core/network/intervals";
import type { NetworkIndex, Unreadable } from "#lib/core/network/network-index";
import type { RequestedService } from "#lib/core/network/services/service";
import { memoizeByArguments } from "#lib/core/text/memoize";
import type { Resolution } from "./dns-resolution";
import { type Client, causesOf, type Egress, isEven, type NetworkPath, verdictOf } from "./network-path";
import { pathsAfter } from "./paths";

/** One and the same path where all groups can be read. */
export type PathBounds = { least: NetworkPath; most: NetworkPath };

export type Assessment = { verdict: Verdict; causes: BlockReason[] };

/** The verdict on these client addresses; unknown where what cannot be read could change it. */
export function verdictAndCauses({ least, most }: PathBounds, addresses: IntervalSet): Assessment {
  const verdict = verdictOf(most, addresses);
  if (least !== most && verdictOf(least, addresses) !== verdict) {
    return { verdict: "unknown", causes: ["group-unreadable"] };
  }
  return { verdict, causes: causesOf(most, addresses) };
}

/** Client addresses whose packets all arrive or may do so, and those of which at least one does or may. */
export function reaching({ least, most }: PathBounds): { whole: IntervalSet; some: IntervalSet } {
  const maybe = [least.unknown?.addresses ?? [], most.unknown?.addresses ?? []];
  if (least !== most) maybe.push(subtract(most.whole, least.whole), subtract(most.some, least.some));
  const whole = union([least.whole, ...maybe]);
  return { whole, some: union([least.some, whole]) };
}

export const isEvenFor = ({ least, most }: PathBounds, addresses: IntervalSet): boolean =>
  isEven(least, addresses) && (least === most || isEven(most, addresses));

/** What a client's groups allow out at least and at most, as `PathBounds`. */
export type EgressBounds = Record<Unreadable, Egress>;

export type PathBoundsOf = (client: Client, egress: EgressBounds) => PathBounds;

/** The path bounds of clients after a resolution: the same object for the same paths. `egress` is what a client's groups allow out, by `ports`. */
export function pathBoundsAfter(
  index: NetworkIndex,
  service: RequestedService,
  resolution: Resolution,
  ports: readonly number[],
): PathBoundsOf {
  const boundsBetween = memoizeByArguments((least: NetworkPath, most: NetworkPath): PathBounds => ({ least, most }));
  const least = pathsAfter(index, service, resolution, ports, "nothing");
  const readable =
    resolution.kind !== "endpoints" ||
    resolution.targets.every(({ endpoint }) => index.canRead(endpoint.securityGroupIds));
  const most = readable ? least : pathsAfter(index, service, resolution, ports, "everything");
  return (client, egress) => {
    const atLeast = least(client, egress.nothing);
    if (readable && egress.nothing === egress.everything) return boundsBetween(atLeast, atLeast);
    return boundsBetween(atLeast, most(client, egress.everything));
  };
}

/** What a client's groups allow out on these ports; the same list twice where all of them can be read. */
export function egressOf(index: NetworkIndex, { groupIds, family }: Client, ports: readonly number[]): EgressBounds {
  const nothing = ports.map((port) => index.egressOf(groupIds, family, port, "nothing"));
  if (index.canRead(groupIds)) return { nothing, everything: nothing };
  return { nothing, everything: ports.map((port) => index.egressOf(groupIds, family, port, "everything")) };
}
