/** Whether a plan really does what a check would advise: the check asks the planner itself. */
import type { Intent } from "#lib/core/intent/intent";
import { suggestedSubnets } from "#lib/core/intent/suggest-subnets";
import { routeTables } from "#lib/core/network/routes/routes";
import { subnetKind } from "#lib/core/network/routes/subnet-kind";
import type { SecurityGroupId, Snapshot, SubnetId } from "#lib/core/network/snapshot";
import { plan } from "#lib/core/plan";
import { fits, isOurs } from "#lib/core/planning/placement";

/** What is to work: these groups in these subnets reach these services. */
export type Wanted = {
  services: readonly string[];
  securityGroupIds: readonly SecurityGroupId[];
  subnetIds: readonly SubnetId[];
};

/** What a plan for it would be: possible, or not, with the reason. `asks`: it would cut others off, and asks to accept that. */
export type FixPlan = { ok: true; asks: boolean } | { ok: false; because: string };

/** For IPv6 where the workloads have nothing else. */
function addressTypeFor({ subnets }: Snapshot, { subnetIds }: Wanted): Intent["ipAddressType"] {
  const here = subnets.filter(({ id }) => subnetIds.includes(id));
  return here.length > 0 && here.every(({ cidr }) => cidr === null) ? "ipv6" : "ipv4";
}

/** Endpoints go where the workloads are, as far as these subnets can have them, and where subnets are suggested. */
function placesFor(snapshot: Snapshot, wanted: Wanted): SubnetId[] {
  const { services, securityGroupIds, subnetIds } = wanted;
  const tableOf = routeTables(snapshot);
  const type = addressTypeFor(snapshot, wanted);
  const own = snapshot.subnets.filter(
    (subnet) =>
      subnetIds.includes(subnet.id) &&
      isOurs(subnet, snapshot.accountId) &&
      fits(subnet, type) &&
      subnet.availableIpAddressCount > 0 &&
      subnetKind(tableOf(subnet.id)) !== "public",
  );
  const zones = new Set(own.map(({ availabilityZone }) => availabilityZone));
  const suggested = new Set(suggestedSubnets(snapshot, { services, clientSecurityGroupIds: securityGroupIds }));
  const more = snapshot.subnets.filter(({ id, availabilityZone }) => suggested.has(id) && !zones.has(availabilityZone));
  return [...own, ...more].map(({ id }) => id).sort();
}

/** What a fix sets besides the services and the groups; the rest of the intent keeps its defaults. */
export const fixPlacement = (snapshot: Snapshot, wanted: Wanted) => ({
  subnetIds: placesFor(snapshot, wanted),
  clientSubnetIds: [...wanted.subnetIds],
  ipAddressType: addressTypeFor(snapshot, wanted),
});

/** The intent of a fix; null without the VPC. */
export function fixIntent(snapshot: Snapshot, wanted: Wanted): Intent | null {
  if (!snapshot.vpc) return null;
  return {
    version: 1,
    region: snapshot.region,
    vpcId: snapshot.vpc.id,
    services: [...wanted.services],
    ...fixPlacement(snapshot, wanted),
    clientSecurityGroupIds: [...wanted.securityGroupIds],
    endpointSecurityGroup: { create: { name: "postern-endpoints" } },
    privateDns: true,
    cutover: "safe",
    policies: {},
    acceptedRisks: [],
    tags: {},
  };
}

/** Plans the fix and returns the outcome: refused, without effect, or effective, if necessary after a person accepts what others lose. */
export function fixPlan(snapshot: Snapshot, wanted: Wanted): FixPlan {
  const intent = fixIntent(snapshot, wanted);
  if (!intent) return { ok: false, because: "There is no such VPC." };
  const { changes, findings, reachability } = plan(snapshot, intent);
  const error = findings.find(({ severity }) => severity === "error");
  if (error) return { ok: false, because: error.summary };
  const stays = reachability.find(({ subnetId, after }) => wanted.subnetIds.includes(subnetId) && after !== "private");
  if (changes.length === 0 || stays) return { ok: false, because: "No change that Postern makes helps." };
  return { ok: true, asks: findings.some(({ code }) => code === "blast-radius") };
}
