/** What a plan expects of reachability and names, compared with the account as a later plan of the same intent finds it. */
import type { DnsRow, Plan, ReachabilityRow, Verdict } from "#lib/core/format/plan-format";

/** Expectations of a later plan about the account as it is. Where nothing is left to do its "after" is the account as it is. */
type Now = Pick<Plan, "changes" | "dns" | "reachability">;

const today = <T>({ changes }: Now, { before, after }: { before: T; after: T }): T =>
  changes.length === 0 ? after : before;

/** A path that was expected to be private in part and is wholly private meets the expectation. */
const met = (expected: Verdict, now: Verdict) => expected === now || (expected === "partial" && now === "private");

const pathOf = (row: ReachabilityRow) => `${row.securityGroupId} ${row.subnetId} ${row.service}`;

/** Paths that are not as expected, `after` as they are now. Those of workloads that came or went meanwhile do not count. */
export function brokenPaths(plan: Pick<Plan, "reachability">, now: Now): ReachabilityRow[] {
  const rows = new Map(now.reachability.map((row) => [pathOf(row), row]));
  return plan.reachability.flatMap((expected) => {
    const row = rows.get(pathOf(expected));
    if (!row || met(expected.after, today(now, row))) return [];
    const blockedBy = { ...row.blockedBy, after: today(now, row.blockedBy) };
    return [{ ...row, after: today(now, row), blockedBy }];
  });
}

export type NameExpectation = Pick<DnsRow, "name" | "service"> & {
  /** "public", or the id of the endpoint that the name should resolve to; of the change that creates it, while that has no id. */
  expected: string;
  /** "public", or the id of the endpoint that the name resolves to. */
  found: string;
  ok: boolean;
};

/** Every name of a plan and what it resolves to now. `created`: the endpoint that a change has created. */
export function nameExpectations(
  plan: Pick<Plan, "dns">,
  now: Now,
  created: (change: string) => string | null | undefined,
): NameExpectation[] {
  const rows = new Map(now.dns.map((row) => [row.name, row]));
  return plan.dns.flatMap(({ name, service, after }) => {
    const row = rows.get(name);
    if (!row) return [];
    const found = today(now, row);
    const expected = created(after) ?? after;
    const isKnown = expected === "public" || expected.startsWith("vpce-");
    return [{ name, service, expected, found, ok: isKnown ? found === expected : found !== "public" }];
  });
}
