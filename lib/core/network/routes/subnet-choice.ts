/** Which of several subnets in one Availability Zone an endpoint gets: the rule of the planner and of the wizard's suggestion. */
import { isInUse } from "../services/endpoint";
import { findService } from "../services/service";
import type { SecurityGroupId, Snapshot, Subnet, SubnetId } from "../snapshot";
import { subnetsOfGroup } from "./routes";

/** What a plan asks for, as far as the choice of subnets depends on it. */
export type SubnetCriteria = {
  /** As an intent writes them. */
  services: readonly string[];
  clientSecurityGroupIds: readonly SecurityGroupId[];
  clientSubnetIds?: readonly SubnetId[] | undefined;
};

type Compare = (a: Subnet, b: Subnet) => number;

/** Each puts the subnets that are in the set first. */
const inSet =
  (ids: ReadonlySet<SubnetId>): Compare =>
  (a, b) =>
    Number(ids.has(b.id)) - Number(ids.has(a.id));

/** The first comparison in which two subnets differ decides. */
export const firstOf =
  (...all: Compare[]): Compare =>
  (a, b) => {
    for (const compare of all) {
      const order = compare(a, b);
      if (order !== 0) return order;
    }
    return 0;
  };

/** Where interface endpoints of the requested services are already, in use or on their way. */
export function byEndpoints(snapshot: Snapshot, { services }: Pick<SubnetCriteria, "services">): Compare {
  const names = new Set(services.flatMap((raw) => findService(snapshot, raw)?.offer.name ?? []));
  const used = snapshot.endpoints.filter(
    (one) => one.type === "Interface" && names.has(one.serviceName) && isInUse(one),
  );
  return inSet(new Set(used.flatMap(({ subnetIds }) => subnetIds)));
}

/** Where clients are, then where they may come to run. */
export function byClients(snapshot: Snapshot, criteria: Omit<SubnetCriteria, "services">): Compare {
  const there = criteria.clientSecurityGroupIds.flatMap((group) => subnetsOfGroup(snapshot, group));
  return firstOf(inSet(new Set(there)), inSet(new Set(criteria.clientSubnetIds)));
}

/** The most free addresses, then the lower id. */
export const bySpace: Compare = (a, b) =>
  b.availableIpAddressCount - a.availableIpAddressCount || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/**
 * The order in which subnets of one Availability Zone are taken: the one that an endpoint of the requested services uses already, so that
 * endpoints stay together; then where clients are; then the one with the most free addresses; then the lower id.
 */
export const subnetChoice = (snapshot: Snapshot, criteria: SubnetCriteria): Compare =>
  firstOf(byEndpoints(snapshot, criteria), byClients(snapshot, criteria), bySpace);
