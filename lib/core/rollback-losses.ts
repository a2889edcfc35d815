import type { BlockReason, ReachabilityRow, Verdict } from "./format/plan-format";
import type { Intent } from "./intent/intent";
import type { SecurityGroupId, Snapshot } from "./network/snapshot";
import { blastRadius } from "./reachability/blast-radius";
import { reachability } from "./reachability/reachability";
import type { AccessLoss } from "./run/rollback-plan";

const RANK: Record<Verdict, number> = { private: 0, public: 1, unknown: 2, partial: 3, none: 4 };

type Row = { group: SecurityGroupId | null; service: string; becomes: Verdict; reasons: readonly BlockReason[] };

const worse = ({ before, after }: Pick<ReachabilityRow, "before" | "after">) => RANK[after] > RANK[before];

/**
 * Who reaches the intent's services today and would not, only partly, or only over public addresses once the account is as `after`:
 * the intent's clients, also where none runs at the moment, and every other interface by the first of its groups. By group, worst
 * verdict of a service first.
 */
export function rollbackLosses(before: Snapshot, after: Snapshot, intent: Intent): AccessLoss[] {
  const clients = reachability(before, after, { ...intent, privateDns: true })
    .filter(worse)
    .map(
      ({ securityGroupId, service, after: becomes, blockedBy }): Row => ({
        group: securityGroupId,
        service,
        becomes,
        reasons: blockedBy.after,
      }),
    );
  const named = new Set<string>(intent.clientSecurityGroupIds);
  const others = blastRadius(before, after, intent).flatMap(({ service, interfaces }) =>
    interfaces
      .filter(({ securityGroupIds }) => !securityGroupIds.some((id) => named.has(id)))
      .map(
        ({ securityGroupIds: [group = null], after: becomes, blockedBy }): Row => ({
          group,
          service,
          becomes,
          reasons: blockedBy,
        }),
      ),
  );
  const worst = new Map<string, Row>();
  for (const row of [...clients, ...others]) {
    const key = `${row.group} ${row.service}`;
    const known = worst.get(key);
    if (!known || RANK[row.becomes] > RANK[known.becomes]) worst.set(key, row);
  }
  return together([...worst.values()]);
}

function together(rows: readonly Row[]): AccessLoss[] {
  const losses = new Map<string, AccessLoss>();
  for (const { group, service, becomes, reasons } of rows) {
    if (becomes === "private") continue;
    const key = `${group} ${becomes}`;
    const loss = losses.get(key) ?? { group, services: [], becomes, reasons: [] };
    losses.set(key, {
      ...loss,
      services: [...new Set([...loss.services, service])].sort(),
      reasons: [...new Set([...loss.reasons, ...reasons])],
    });
  }
  return [...losses.values()].sort(
    (a, b) => RANK[b.becomes] - RANK[a.becomes] || String(a.group).localeCompare(String(b.group)),
  );
}
