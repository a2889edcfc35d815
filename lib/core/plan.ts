import { costOf } from "./cost/cost";
import { pricesFor } from "./cost/prices";
import { findings } from "./findings/all";
import { missingIn } from "./findings/resource-not-found";
import { inDependencyOrder } from "./format/change-order";
import { fingerprintOf } from "./format/fingerprint";
import type { Plan } from "./format/plan-format";
import { type Intent, normalizeIntent } from "./intent/intent";
import type { Snapshot } from "./network/snapshot";
import { basisOf } from "./planning/approval-basis";
import { desiredState, servicesOf } from "./planning/desired";
import { changesFor } from "./planning/diff";
import { applyChanges } from "./planning/simulate";
import { dnsRows } from "./reachability/dns";
import { reachability } from "./reachability/reachability";
import { derivedFrom } from "./text/memoize";

const byKey = <T>(list: readonly T[], key: (item: T) => string): T[] =>
  list
    .map((item) => [key(item), item] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, item]) => item);

/** Describe calls promise no order; a plan must not depend on it. */
function inOrderOfIds(snapshot: Snapshot): Snapshot {
  const id = (item: { id: string }) => item.id;
  return {
    ...snapshot,
    subnets: byKey(snapshot.subnets, id),
    routeTables: byKey(snapshot.routeTables, id),
    networkAcls: byKey(snapshot.networkAcls, id),
    securityGroups: byKey(snapshot.securityGroups, id),
    networkInterfaces: byKey(snapshot.networkInterfaces, id),
    endpoints: byKey(snapshot.endpoints, id),
    services: byKey(snapshot.services, ({ name, type }) => `${name} ${type}`),
    prefixLists: byKey(snapshot.prefixLists, id),
  };
}

/**
 * What is to be changed in the account so that the intent holds, with reasons, risks and cost. Pure: the same snapshot and
 * intent give the same plan, whatever the order of their lists. An empty `changes` means that nothing is to be done. While the
 * intent names resources that do not exist, nothing is planned: `findings` says which.
 */
export function plan(snapshot: Snapshot, written: Intent): Plan {
  const before = derivedFrom(snapshot, inOrderOfIds);
  const intent = normalizeIntent(written);
  const services = servicesOf(before, intent);
  const desired = desiredState(before, intent);
  const changes = missingIn(before, intent).length === 0 ? inDependencyOrder(changesFor(before, intent, desired)) : [];
  const after = applyChanges(before, changes);
  const rows = before.vpc ? reachability(before, after, intent) : [];
  const newInterfaces =
    changes.length > 0 ? desired.interfaces.reduce((sum, { placement }) => sum + placement.chosen.length, 0) : 0;
  const cost = costOf(newInterfaces, pricesFor(before), before.region);
  const found = findings({ intent, before, after, services, desired, changes, reachability: rows, cost });
  const basis = changes.length > 0 ? basisOf({ intent, before, desired, findings: found, reachability: rows }) : [];
  return {
    format: "postern.plan/1",
    region: before.region,
    vpcId: intent.vpcId,
    intent,
    fingerprint: fingerprintOf(before.region, intent.vpcId, changes, basis),
    changes,
    basis,
    findings: found,
    dns: before.vpc ? dnsRows(before, after, services, intent) : [],
    reachability: rows,
    cost,
  };
}
