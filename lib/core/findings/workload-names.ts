/** Interfaces as people know them: what they belong to, by name or by security group. */
import type { NetworkInterfaceId, SecurityGroupId, Snapshot } from "#lib/core/network/snapshot";
import type { Workload } from "#lib/core/network/workload";
import { memoize } from "#lib/core/text/memoize";
import { counted, listed } from "#lib/core/text/phrases";

type WorkloadInterface = Workload & {
  networkInterfaceId: NetworkInterfaceId;
  securityGroupIds: readonly SecurityGroupId[];
};

/** `who`: "function resize and 2 tasks of batch"; `withIds`: the same with the interfaces' ids; `ids`: of all interfaces. */
export type WorkloadNames = { who: string; withIds: string; ids: NetworkInterfaceId[] };

/** Generated labels: the UUID of a task's attachment, the id of the interface itself. */
const UNNAMED = /^(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|eni-[0-9a-f]+)?$/;

/** The interfaces together, each once: by the name of what they belong to, those without a name by their first security group. */
export function workloadNames(
  interfaces: readonly WorkloadInterface[],
  { securityGroups }: Pick<Snapshot, "securityGroups">,
): WorkloadNames {
  const groupNames = new Map<string, string>(securityGroups.map(({ id, name }) => [id, name]));
  const workloads = new Map<string, { name: (count: number) => string; ids: NetworkInterfaceId[] }>();
  for (const { what, label, networkInterfaceId, securityGroupIds } of interfaces) {
    const [group = ""] = securityGroupIds;
    const of = UNNAMED.test(label) ? (groupNames.get(group) ?? group) : null;
    const name = (count: number) => (of === null ? `${what} ${label}` : `${counted(count, what)} of ${of}`);
    memoize(workloads, `${of === null} ${name(1)}`, () => ({ name, ids: [] })).ids.push(networkInterfaceId);
  }
  const all = [...workloads.values()].map(({ name, ids }) => ({ name: name(ids.length), ids }));
  return {
    who: listed(
      all.map(({ name }) => name),
      5,
    ),
    withIds: listed(
      all.map(({ name, ids }) => `${name} (${listed(ids, 5)})`),
      20,
    ),
    ids: interfaces.map(({ networkInterfaceId }) => networkInterfaceId),
  };
}
