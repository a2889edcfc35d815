import type { Snapshot } from "#lib/core/network/snapshot";
import { plan } from "#lib/core/plan";
import { type LackingEntries, lackingAclEntries } from "#lib/core/planning/acl-entries";
import { fixIntent } from "./fix-plan";
import type { Symptom } from "./symptoms";

/** The network ACL entries without which no plan fixes these symptoms, by network ACL; empty where none is in the way. */
export function aclEntriesForFixes(snapshot: Snapshot, symptoms: readonly Symptom[]): LackingEntries[] {
  const broken = symptoms.filter(({ kind, fix }) => kind !== "covered" && !fix.byPlan);
  const all = <T extends string>(of: (symptom: Symptom) => readonly T[]): T[] =>
    [...new Set(broken.flatMap(of))].sort();
  const intent = fixIntent(snapshot, {
    services: all(({ services }) => services),
    securityGroupIds: all(({ securityGroupIds }) => securityGroupIds),
    subnetIds: all(({ subnetIds }) => subnetIds),
  });
  return intent && broken.length > 0 ? lackingAclEntries(snapshot, plan(snapshot, intent)) : [];
}
