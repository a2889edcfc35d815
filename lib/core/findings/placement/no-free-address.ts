import type { Check } from "../check";

/** Each endpoint interface takes one private address of its subnet; a full subnet cannot hold one. */
export const noFreeAddress: Check = ({ before, desired, changes }) => {
  const needed = new Map<string, number>();
  for (const { placement } of desired.interfaces) {
    for (const id of placement.chosen) needed.set(id, (needed.get(id) ?? 0) + 1);
    for (const { subnetId, because } of placement.dropped) {
      if (because === "no-free-address") needed.set(subnetId, (needed.get(subnetId) ?? 0) + 1);
    }
  }
  if (changes.length === 0 && needed.size === 0) return [];
  return before.subnets
    .filter(({ id, availableIpAddressCount }) => (needed.get(id) ?? 0) > availableIpAddressCount)
    .map(({ id, availableIpAddressCount }) => ({
      code: "no-free-address",
      severity: "error",
      summary: `subnetIds: ${id} has ${availableIpAddressCount} free addresses, and ${needed.get(id)} are needed.`,
      detail: "Every endpoint takes one private address in each of its subnets.",
      resources: [id],
      fix: "Choose another subnet in the same Availability Zone, or free addresses in this one.",
    }));
};
