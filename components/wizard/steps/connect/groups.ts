import type { Plan } from "#lib/core/format/plan-format";
import { workloadInterfaces } from "#lib/core/network/routes/routes";
import type { SecurityGroup, SecurityGroupId, Snapshot } from "#lib/core/network/snapshot";
import { type WorkloadKind, workloadOf } from "#lib/core/network/workload";
import { rulesOf, traffic } from "#lib/render/rules";

/** A security group with those who use it. */
export type GroupRow = {
  group: SecurityGroup;
  /** Number of network interfaces that carry it, by what they belong to. */
  users: { what: WorkloadKind; count: number }[];
  /** Names of some of them; a task's bare id is none. */
  labels: string[];
  interfaces: number;
};

const BARE_ID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

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
      if (row.labels.length < 3 && !BARE_ID.test(label) && !row.labels.includes(label)) row.labels.push(label);
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

/** A rule that a plan adds: its groups and peers as the plan writes them, `traffic` such as "tcp 443". */
export type AddedRule = { direction: "out" | "in"; group: string; peer: string; traffic: string };

/** The rules that a plan adds, one a row. */
export function addedRules({ changes }: Plan): AddedRule[] {
  return changes.flatMap((change) => {
    if (change.kind !== "authorize-egress" && change.kind !== "authorize-ingress") return [];
    const direction = change.kind === "authorize-egress" ? ("out" as const) : ("in" as const);
    const group = String(change.input.GroupId);
    return rulesOf(change).map((rule) => ({ direction, group, peer: rule.peer.value, traffic: traffic(rule) }));
  });
}
