/** Symptoms of a VPC as it is: which workloads cannot do what, and why. */

import type { BlockReason, Verdict } from "#lib/core/format/plan-format";
import { opensConnections } from "#lib/core/network/interface-kind";
import { workloadInterfaces } from "#lib/core/network/routes/routes";
import type { NetworkInterface, SecurityGroupId, Snapshot, SubnetId } from "#lib/core/network/snapshot";
import { type WorkloadKind, workloadOf } from "#lib/core/network/workload";
import { listed } from "#lib/core/text/phrases";
import { fixPlan, type Wanted } from "./fix-plan";
import { byHandWords, causeClauses, doing, type Fix, planWords, type SymptomKind } from "./symptom-text";
import type { VpcCheck, VpcCheckRow } from "./vpc-check";

export type Symptom = {
  kind: SymptomKind;
  /** "Tasks in subnet-… cannot pull images: no ecr.dkr endpoint, and no default route." */
  sentence: string;
  fix: Fix;
  /** As intents write them. */
  services: string[];
  securityGroupIds: SecurityGroupId[];
  subnetIds: SubnetId[];
};

const KINDS: readonly SymptomKind[] = ["broken", "partial", "unknown", "internet", "covered"];

/** What one group in one subnet cannot do, for services with one purpose. */
type Lack = {
  kind: SymptomKind;
  who: WorkloadKind[];
  services: string[];
  causes: Map<BlockReason, string[]>;
  groupId: SecurityGroupId;
  subnetId: SubnetId;
};

const isEnough = (verdict: Verdict): boolean => verdict === "private" || verdict === "public";

/** Whose the interfaces are, by group and subnet. */
function workloadsByPlace(interfaces: readonly NetworkInterface[]) {
  const found = new Map<string, { what: WorkloadKind; groups: readonly SecurityGroupId[] }[]>();
  for (const one of interfaces) {
    for (const groupId of one.securityGroupIds) {
      const key = `${groupId} ${one.subnetId}`;
      const there = found.get(key) ?? [];
      there.push({ what: workloadOf(one).what, groups: one.securityGroupIds });
      found.set(key, there);
    }
  }
  return (groupId: string, subnetId: string) => found.get(`${groupId} ${subnetId}`) ?? [];
}

/** What belongs together in one sentence: pulling an image takes three services. */
function abilityOf(service: string, services: readonly string[]): string {
  const isPart = service === "s3" && services.some((other) => other.startsWith("ecr."));
  return isPart || service.startsWith("ecr.") ? "images" : service;
}

function lacksOf(check: VpcCheck, interfaces: readonly NetworkInterface[]): Lack[] {
  const workloadsAt = workloadsByPlace(interfaces);
  const verdicts = new Map(
    check.reachability.map((row) => [`${row.securityGroupId} ${row.subnetId} ${row.service}`, row.verdict]),
  );
  const kindOf = ({ verdict, securityGroupId, subnetId, service }: VpcCheckRow): SymptomKind | null => {
    if (verdict === "private") return null;
    if (verdict === "public") return "internet";
    if (verdict === "unknown") return "unknown";
    const there = workloadsAt(securityGroupId, subnetId);
    const covered = there.every(({ groups }) =>
      groups.some((id) => isEnough(verdicts.get(`${id} ${subnetId} ${service}`) ?? "none")),
    );
    if (there.length > 0 && covered) return "covered";
    return verdict === "none" ? "broken" : "partial";
  };
  const lacks = new Map<string, Lack>();
  for (const row of check.reachability) {
    const kind = kindOf(row);
    if (kind === null) continue;
    const { securityGroupId, subnetId, service, blockedBy } = row;
    const key = [kind, securityGroupId, subnetId, abilityOf(service, check.services)].join(" ");
    const lack: Lack = lacks.get(key) ?? {
      kind,
      who: [...new Set(workloadsAt(securityGroupId, subnetId).map(({ what }) => what))].sort(),
      services: [],
      causes: new Map(),
      groupId: securityGroupId as SecurityGroupId,
      subnetId: subnetId as SubnetId,
    };
    lack.services.push(service);
    for (const cause of blockedBy) lack.causes.set(cause, [...(lack.causes.get(cause) ?? []), service]);
    lacks.set(key, lack);
  }
  return [...lacks.values()];
}

/** What helps against a lack. What a plan is said to do is planned first: nothing is advised that a plan refuses. */
function fixOf({ kind, causes }: Lack, snapshot: Snapshot, wanted: Wanted): Fix {
  const [byPlan, byHand] = [planWords(causes), byHandWords(causes)];
  if (!byPlan || kind === "unknown") return { byPlan: false, words: byHand.join(" ") };
  const planned = fixPlan(snapshot, wanted);
  if (!planned.ok) {
    return {
      byPlan: false,
      words: [...byHand, `A plan cannot fix it as it stands: ${planned.because}`].join(" "),
    };
  }
  const asks = planned.asks ? ["The plan asks to accept that others would lose access."] : [];
  return { byPlan: true, words: [byPlan, ...byHand, ...asks].join(" ") };
}

const sorted = <T extends string>(items: readonly T[]): T[] => [...new Set(items)].sort();

/**
 * The check in the words of those who notice: one sentence for all groups and subnets that lack the same for the same reasons,
 * what does not work first. What works privately has none. `only`: the
 * interfaces that were checked, where not all were.
 */
export function symptoms(check: VpcCheck, snapshot: Snapshot, only?: readonly NetworkInterface[]): Symptom[] {
  const layers = check.services.some((service) => service.startsWith("ecr."));
  const alike = new Map<string, Lack[]>();
  for (const lack of lacksOf(check, only ?? workloadInterfaces(snapshot).filter(opensConnections))) {
    const key = JSON.stringify([lack.kind, lack.who, lack.services, [...lack.causes].sort()]);
    alike.set(key, [...(alike.get(key) ?? []), lack]);
  }
  return [...alike.values()]
    .flatMap((lacks) => {
      const [first] = lacks;
      if (!first) return [];
      const { kind, who, services, causes } = first;
      const subnetIds = sorted(lacks.map(({ subnetId }) => subnetId));
      const securityGroupIds = sorted(lacks.map(({ groupId }) => groupId));
      const why = causeClauses(causes, snapshot);
      return {
        kind,
        sentence: `${doing(kind, who, listed(subnetIds, 4), services, layers)}${why ? `: ${why}` : ""}.`,
        fix: fixOf(first, snapshot, { services, securityGroupIds, subnetIds }),
        services,
        securityGroupIds,
        subnetIds,
      };
    })
    .sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
}
