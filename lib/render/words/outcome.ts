/** What a plan means to workloads: who gains private paths, and who loses access. */
import type { BlockReason, Plan } from "#lib/core/format/plan-format";
import type { SecurityGroupId, Snapshot } from "#lib/core/network/snapshot";
import { applyChanges } from "#lib/core/planning/simulate";
import { type AffectedInterface, blastRadius } from "#lib/core/reachability/blast-radius";
import { derivedFrom, memoize } from "#lib/core/text/memoize";
import { counted, listed } from "#lib/core/text/phrases";
import { nameIn } from "./names";

/** A client group, its services, and which of them all its subnets reach privately, before and after. */
type Client = { group: SecurityGroupId; services: string[]; before: string[]; after: string[] };

/** Interfaces that lose access, by the first of their groups; null: they carry none. */
export type Loss = {
  group: SecurityGroupId | null;
  interfaces: AffectedInterface[];
  services: string[];
  reasons: BlockReason[];
};

export type Outcome = { clients: Client[]; losses: Loss[] };

const sorted = <T extends string>(items: Iterable<T>): T[] => [...new Set(items)].sort();

function clientsOf({ reachability }: Pick<Plan, "reachability">): Client[] {
  return sorted(reachability.map(({ securityGroupId }) => securityGroupId)).map((group) => {
    const rows = reachability.filter((row) => row.securityGroupId === group);
    const services = sorted(rows.map(({ service }) => service));
    const isPrivate = (view: "before" | "after") =>
      services.filter((service) => rows.every((row) => row.service !== service || row[view] === "private"));
    return { group, services, before: isPrivate("before"), after: isPrivate("after") };
  });
}

const bySnapshot = () => new WeakMap<Snapshot, Outcome>();

/** Who gains and who loses by a plan; computed once, however many parts of a page ask. */
export const outcomeOf = (snapshot: Snapshot, plan: Plan): Outcome =>
  memoize(derivedFrom(plan, bySnapshot), snapshot, () => findOutcome(snapshot, plan));

function findOutcome(snapshot: Snapshot, plan: Plan): Outcome {
  const losses = new Map<SecurityGroupId | null, Loss>();
  for (const { service, interfaces } of blastRadius(snapshot, applyChanges(snapshot, plan.changes), plan.intent)) {
    for (const one of interfaces) {
      const group = one.securityGroupIds[0] ?? null;
      const loss = losses.get(group) ?? { group, interfaces: [], services: [], reasons: [] };
      if (!loss.interfaces.some(({ networkInterfaceId }) => networkInterfaceId === one.networkInterfaceId)) {
        loss.interfaces.push(one);
      }
      losses.set(group, {
        ...loss,
        services: sorted([...loss.services, service]),
        reasons: sorted([...loss.reasons, ...one.blockedBy]),
      });
    }
  }
  return {
    clients: clientsOf(plan),
    losses: [...losses.values()].sort((a, b) => String(a.group).localeCompare(String(b.group))),
  };
}

/** "ecs", "ecs and logs", "5 services". */
const servicesText = (services: readonly string[]): string =>
  services.length > 2 ? `${services.length} services` : listed(services);

/** Groups of which the same can be said, together. */
function together<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return [...groups.values()];
}

const groupNames = (snapshot: Snapshot, groups: readonly (SecurityGroupId | null)[], most: number): string => {
  const nameOf = nameIn(snapshot);
  return listed(
    groups.map((group) => (group === null ? "interfaces without a group" : nameOf(group))),
    most,
  );
};

/** "shop-functions and shop-web": the groups that would have to be allowed; empty where there are none. */
export function lossGroups(snapshot: Snapshot, { losses }: Outcome): string {
  return groupNames(
    snapshot,
    losses.map(({ group }) => group).filter((group) => group !== null),
    3,
  );
}

/** "shop-functions and shop-web lose ecr.api, ecs and logs": by the services that are lost; empty where nobody loses any. */
export function lossSentence(snapshot: Snapshot, { losses }: Outcome): string {
  return together(losses, ({ services }) => services.join())
    .map(
      (same) =>
        `${groupNames(
          snapshot,
          same.map(({ group }) => group),
          3,
        )} lose ${listed(same[0]?.services ?? [], 5)}`,
    )
    .join("; ");
}

/** "shop-tasks reach 5 services privately; shop-functions and shop-web lose 4." */
export function outcomeSentence(snapshot: Snapshot, { clients, losses }: Outcome): string {
  const who = (groups: readonly (SecurityGroupId | null)[]) => groupNames(snapshot, groups, 3);
  const gains = together(clients, ({ services, before, after }) =>
    [after, services.filter((service) => !after.includes(service)), before.length === after.length].join("|"),
  ).flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const { services, before, after } = first;
    const name = who(same.map(({ group }) => group));
    if (after.length === 0)
      return `${name} ${services.length === 1 ? "does not reach" : "do not reach"} ${servicesText(services)} privately`;
    const already = before.length === after.length ? " already" : "";
    const what =
      after.length === services.length
        ? servicesText(after)
        : `${after.length} of ${counted(services.length, "service")}`;
    return `${name} reach ${what} privately${already}`;
  });
  const costs = together(losses, ({ services }) => services.join()).map((same) => {
    const services = same[0]?.services ?? [];
    const count = same.length > 1 || same[0]?.interfaces.length !== 1 ? "lose" : "loses";
    return `${who(same.map(({ group }) => group))} ${count} ${servicesText(services)}`;
  });
  const parts = [...gains, ...costs];
  return parts.length > 0 ? `${parts.join("; ")}.` : "";
}
