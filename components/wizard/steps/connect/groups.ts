import type { Json, Plan } from "#lib/core/format/plan-format";
import { workloadInterfaces } from "#lib/core/network/routes/routes";
import type { SecurityGroup, SecurityGroupId, Snapshot } from "#lib/core/network/snapshot";
import { type WorkloadKind, workloadOf } from "#lib/core/network/workload";

/** A security group with those who use it. */
export type GroupRow = {
  group: SecurityGroup;
  /** Number of network interfaces that carry it, by what they belong to. */
  users: { what: WorkloadKind; count: number }[];
  /** Names of some of them. */
  labels: string[];
  interfaces: number;
};

/** The VPC's groups, those with most users first. */
export function groupRows(snapshot: Snapshot): GroupRow[] {
  const rows = new Map<SecurityGroupId, GroupRow>(
    snapshot.securityGroups.map((group) => [group.id, { group, users: [], labels: [], interfaces: 0 }]),
  );
  for (const each of workloadInterfaces(snapshot)) {
    const { what, label } = workloadOf(each);
    for (const id of each.securityGroupIds) {
      const row = rows.get(id);
      if (!row) continue;
      row.interfaces += 1;
      const known = row.users.find((users) => users.what === what);
      if (known) known.count += 1;
      else row.users.push({ what, count: 1 });
      if (row.labels.length < 3 && !row.labels.includes(label)) row.labels.push(label);
    }
  }
  return [...rows.values()].sort(
    (a, b) =>
      b.interfaces - a.interfaces || a.group.name.localeCompare(b.group.name) || (a.group.id < b.group.id ? -1 : 1),
  );
}

/** "6 tasks, 1 function". */
export function usersText({ users }: Pick<GroupRow, "users">): string {
  return users.map(({ what, count }) => `${count} ${what}${count === 1 ? "" : "s"}`).join(", ");
}

type JsonObject = { [key: string]: Json };

const isObject = (value: Json): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const items = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

/** The rules that a plan adds, one a row. Ids are as the plan writes them. */
export function addedRules({ changes }: Plan): { direction: "out" | "in"; group: string; peer: string }[] {
  return changes.flatMap(({ kind, input }) => {
    if (kind !== "authorize-egress" && kind !== "authorize-ingress") return [];
    const direction = kind === "authorize-egress" ? ("out" as const) : ("in" as const);
    return items(input.IpPermissions).flatMap((permission) =>
      [
        ...items(permission.UserIdGroupPairs).map(({ GroupId }) => GroupId),
        ...items(permission.PrefixListIds).map(({ PrefixListId }) => PrefixListId),
      ].map((peer) => ({ direction, group: String(input.GroupId), peer: String(peer) })),
    );
  });
}
