/** What is wrong with an account after a run. */
import type { Intent } from "#lib/core/intent/intent";
import type { SecurityGroupRule, Snapshot } from "#lib/core/network/snapshot";
import { plan } from "#lib/core/plan";
import type { Run } from "#lib/core/run/run";

/** Ids that each distinct creating call has created: more than one is a duplicate. */
export type CreatedByCall = ReadonlyMap<string, ReadonlySet<string>>;

export type Flaws = {
  /** Resources with our tags that no run knows, or that should be deleted. */
  orphans: string[];
  /** What appears twice, or was created twice. */
  duplicates: string[];
  /** What somebody would have to repair manually. */
  repairs: string[];
};

export const flawless = ({ orphans, duplicates, repairs }: Flaws): boolean =>
  orphans.length + duplicates.length + repairs.length === 0;

const ours = (tags: Readonly<Record<string, string>>) => "postern:run" in tags;

const ruleKey = ({ protocol, ports, peer }: SecurityGroupRule) => JSON.stringify([protocol, ports, peer]);

function repeated(list: readonly string[]): string[] {
  return list.filter((one, index) => list.indexOf(one) !== index);
}

function createdTwice(created: CreatedByCall): string[] {
  return [...created].flatMap(([call, ids]) => (ids.size > 1 ? [`${[...ids].join(" and ")} by ${call}`] : []));
}

function thereTwice({ endpoints, securityGroups }: Snapshot): string[] {
  const resources = [...endpoints, ...securityGroups].filter(({ tags }) => ours(tags));
  return [
    ...repeated(resources.map(({ tags }) => `${tags["postern:run"]} ${tags["postern:change"]}`)),
    ...securityGroups.flatMap(({ id, ingress, egress }) => [
      ...repeated(ingress.map(ruleKey)).map((key) => `${id} ingress ${key}`),
      ...repeated(egress.map(ruleKey)).map((key) => `${id} egress ${key}`),
    ]),
  ];
}

/** After an apply that should succeed: exactly the plan's resources exist, and the run knows each. */
export function afterApply(now: Snapshot, created: CreatedByCall, intent: Intent, run: Run): Flaws {
  const known = new Set(run.steps.map(({ resultId }) => resultId));
  const left = plan(now, intent).changes.map(({ id }) => `${id} is missing`);
  const resources = [...now.endpoints, ...now.securityGroups].filter(({ tags }) => ours(tags));
  return {
    orphans: resources.filter(({ id }) => !known.has(id)).map(({ id, tags }) => `${id} of ${tags["postern:change"]}`),
    duplicates: [...createdTwice(created), ...thereTwice(now)],
    repairs: [...failureOf(run), ...left],
  };
}

/** After a rollback: the account is as it was before. */
export function afterRollback(now: Snapshot, created: CreatedByCall, before: Snapshot, run: Run): Flaws {
  const resources = [...now.endpoints, ...now.securityGroups].filter(({ tags }) => ours(tags));
  return {
    orphans: resources.map(({ id, tags }) => `${id} of ${tags["postern:change"]}`),
    duplicates: createdTwice(created),
    repairs: [...failureOf(run), ...differences(before, now)],
  };
}

function failureOf({ id, kind, status, error }: Run): string[] {
  if (status === "succeeded" || status === "rolled-back") return [];
  return [`${kind} ${id} ${status}: ${error?.code} ${error?.message}`];
}

/** The parts in which two snapshots differ; the order of lists does not count. */
function differences(before: Snapshot, now: Snapshot): string[] {
  const parts = Object.keys(before) as (keyof Snapshot)[];
  return parts.flatMap((part) => {
    const [was, is] = [sorted(before[part]), sorted(now[part])];
    return was === is ? [] : [`${part} is ${is}, was ${was}`];
  });
}

function sorted(value: unknown): string {
  const deep = (one: unknown): unknown => {
    if (Array.isArray(one)) return one.map(deep).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    if (one === null || typeof one !== "object") return one;
    return Object.fromEntries(
      Object.entries(one)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, member]) => [key, deep(member)]),
    );
  };
  return JSON.stringify(deep(value));
}
