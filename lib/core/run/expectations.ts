/** What a plan promised of reachability and names, held against the account as a later plan of the same intent finds it. */
import type { DnsRow, Plan, ReachabilityRow, Verdict } from "#lib/core/format/plan-format";

/** What a later plan says of the account as it is. Where nothing is left to do its "after" is the account as it is. */
type Now = Pick<Plan, "changes" | "dns" | "reachability">;

const today = <T>({ changes }: Now, { before, after }: { before: T; after: T }): T =>
  changes.length === 0 ? after : before;

/** A path that was promised in part and is whole is no disappointment. */
const kept = (promise: Verdict, now: Verdict) => promise === now || (promise === "partial" && now === "private");

const pathOf = (row: ReachabilityRow) => `${row.securityGroupId} ${row.subnetId} ${row.service}`;

/** Paths that are not as promised, `after` as they are now. Those of workloads that came or went meanwhile were not promised. */
export function brokenPaths(promised: Pick<Plan, "reachability">, now: Now): ReachabilityRow[] {
  const rows = new Map(now.reachability.map((row) => [pathOf(row), row]));
  return promised.reachability.flatMap((promise) => {
    const row = rows.get(pathOf(promise));
    if (!row || kept(promise.after, today(now, row))) return [];
    const blockedBy = { ...row.blockedBy, after: today(now, row.blockedBy) };
    return [{ ...row, after: today(now, row), blockedBy }];
  });
}

export type NamePromise = Pick<DnsRow, "name" | "service"> & {
  /** Who was to answer: "public", or the id of the endpoint; of the change that creates it, while no endpoint's is known. */
  promised: string;
  /** Who answers: "public", or the id of the endpoint. */
  found: string;
  ok: boolean;
};

/** Every promised name and who answers it now. `made`: the endpoint that a change has made. */
export function namePromises(
  promised: Pick<Plan, "dns">,
  now: Now,
  made: (change: string) => string | null | undefined,
): NamePromise[] {
  const rows = new Map(now.dns.map((row) => [row.name, row]));
  return promised.dns.flatMap(({ name, service, after }) => {
    const row = rows.get(name);
    if (!row) return [];
    const found = today(now, row);
    const wanted = made(after) ?? after;
    const isKnown = wanted === "public" || wanted.startsWith("vpce-");
    return [{ name, service, promised: wanted, found, ok: isKnown ? found === wanted : found !== "public" }];
  });
}
