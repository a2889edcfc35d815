/** A VPC as it is once the tasks of a cluster run: those that do not start have no interface that a check could look at. */
import { addressesOf } from "#lib/core/network/intervals";
import type { NetworkInterface, Snapshot } from "#lib/core/network/snapshot";
import type { Clients } from "./places";

/** The snapshot with an interface wherever a client would be and is none, and the interfaces that are the clients'. */
export function withExpectedTasks(
  snapshot: Snapshot,
  clients: readonly Clients[],
): { snapshot: Snapshot; interfaces: NetworkInterface[] } {
  const added: NetworkInterface[] = [];
  const own = new Set<NetworkInterface>();
  for (const { subnetIds, securityGroupIds } of clients) {
    for (const subnetId of subnetIds) {
      const there = snapshot.networkInterfaces.filter(
        (one) => one.subnetId === subnetId && one.securityGroupIds.some((id) => securityGroupIds.includes(id)),
      );
      for (const one of there) own.add(one);
      const cidr = snapshot.subnets.find(({ id }) => id === subnetId)?.cidr;
      if (there.length === 0 && cidr) added.push(expected(subnetId, securityGroupIds, cidr, added.length));
    }
  }
  return {
    snapshot: { ...snapshot, networkInterfaces: [...snapshot.networkInterfaces, ...added] },
    interfaces: [...own, ...added],
  };
}

/** EC2 keeps the first four addresses of a subnet and the last one for itself (VPC user guide, "Subnet sizing"). */
const FIRST = 4;

function expected(
  subnetId: NetworkInterface["subnetId"],
  securityGroupIds: Clients["securityGroupIds"],
  cidr: string,
  at: number,
): NetworkInterface {
  const address = Number(addressesOf(cidr, 4)[0]?.from ?? 0) + FIRST;
  return {
    id: `eni-${String(at).padStart(17, "0")}`,
    subnetId,
    securityGroupIds: [...securityGroupIds],
    addresses: [
      { address: [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join("."), publicAddress: null },
    ],
    prefixes: [],
    ipv6Addresses: [],
    interfaceType: "interface",
    description: "arn:aws:ecs:::attachment/expected",
    requesterId: "amazon-ecs",
    status: "pending",
    instanceId: null,
    tags: {},
  };
}
