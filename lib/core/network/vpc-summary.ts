import type { Vpc } from "./snapshot";

/** A VPC as a list of a Region's VPCs shows it. */
export type VpcSummary = Vpc & {
  /** Counts of what is in it. */
  subnetCount: number;
  endpointCount: number;
  /** Number of network interfaces by EC2's InterfaceType. */
  interfaces: Readonly<Record<string, number>>;
  /** Number of workloads' interfaces by what they belong to (`workloadOf`): task, instance, function … */
  workloads: Readonly<Record<string, number>>;
};

/** The VPCs whose id, name or CIDR holds a text, whatever the case; an empty one finds all. */
export function vpcsMatching(vpcs: readonly VpcSummary[], search: string): VpcSummary[] {
  const wanted = search.trim().toLowerCase();
  return vpcs.filter((vpc) =>
    [vpc.id, vpc.tags.Name ?? "", ...vpc.cidrs].some((text) => text.toLowerCase().includes(wanted)),
  );
}
