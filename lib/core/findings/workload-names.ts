/** Interfaces as people know them: what they belong to, by name or by security group. */
import { networkIndex } from "#lib/core/network/network-index";
import type { NetworkInterfaceId, SecurityGroup, SecurityGroupId, Snapshot } from "#lib/core/network/snapshot";
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
export function workloadNames(interfaces: readonly WorkloadInterface[], snapshot: Snapshot): WorkloadNames {
  const groups: ReadonlyMap<string, SecurityGroup> = networkIndex(snapshot).securityGroups;
  const workloads = new Map<string, { what: string; group: string | null; ids: NetworkInterfaceId[] }>();
  for (const { what, label, networkInterfaceId, securityGroupIds } of interfaces) {
    const [id = ""] = securityGroupIds;
    const group = UNNAMED.test(label) ? (groups.get(id)?.name ?? id) : null;
    const key = group === null ? `${what} ${label}` : `${what} of ${group}`;
    memoize(workloads, key, () => ({ what, group, ids: [] })).ids.push(networkInterfaceId);
  }
  const all = [...workloads].map(([key, { what, group, ids }]) => ({
    name: group === null ? key : `${counted(ids.length, what)} of ${group}`,
    ids,
  }));
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
