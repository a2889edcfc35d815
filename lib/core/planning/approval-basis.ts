/** What a plan rests on besides its calls: an approval covers it as well. */

import type { FindingCode } from "#lib/core/format/finding-codes";
import type { Finding, ReachabilityRow } from "#lib/core/format/plan-format";
import type { Intent } from "#lib/core/intent/intent";
import { networkIndex } from "#lib/core/network/network-index";
import { serviceField } from "#lib/core/network/services/service";
import type { NetworkInterface, Snapshot } from "#lib/core/network/snapshot";
import { digest } from "#lib/core/text/canonical";
import { memoize } from "#lib/core/text/memoize";
import type { Desired } from "./desired-state";

/** Warnings that are not about what the plan does: the date of a price list, services that the intent does not name. */
const ASIDE: ReadonlySet<FindingCode> = new Set<FindingCode>(["prices-stale", "missing-endpoint"]);

type Facts = {
  intent: Intent;
  before: Snapshot;
  desired: Desired;
  findings: readonly Finding[];
  reachability: readonly ReachabilityRow[];
};

/**
 * A sentence each, sorted: the risks that were shown, the paths that stay without private access, and the policies that reused
 * endpoints keep. Made so that what does not matter to the plan leaves them as they are: one more task of a group that is cut
 * off says nothing new, one of another group does.
 */
export function basisOf({ intent, before, desired, findings, reachability }: Facts): string[] {
  const warnings = findings.filter(({ code, severity }) => severity === "warning" && !ASIDE.has(code));
  const named = new Map<readonly string[], string>();
  const risks = warnings.map(({ code, kind, summary, resources }) => {
    const groups = memoize(named, resources, () => listed(withGroups(resources, before)));
    if (code !== "blast-radius") return `${code}: ${groups}`;
    const [service] = summary.split(":");
    return kind
      ? `${code} (${kind}): ${service} for ${groups}`
      : `${code}: ${service} is lost to workloads of ${groups}`;
  });
  const paths = reachability
    .filter(({ after }) => after !== "private")
    .map(({ securityGroupId, service, after, blockedBy }) => {
      const why = blockedBy.after.length > 0 ? ` (${listed(blockedBy.after)})` : "";
      return `${securityGroupId} → ${service}: ${after} after the plan${why}`;
    });
  const policies = [...desired.interfaces, ...desired.gateways].flatMap(({ service, existing }) =>
    existing && serviceField(before, intent.policies, service) === null
      ? `${existing.id} keeps its policy ${traceOf(existing.policy)}`
      : [],
  );
  return [...new Set([...risks, ...paths, ...policies])].sort();
}

/** Interfaces come and go: their groups represent them. */
function withGroups(ids: readonly string[], snapshot: Snapshot): Set<string> {
  const interfaces: ReadonlyMap<string, NetworkInterface> = networkIndex(snapshot).networkInterfaces;
  const sought = new Set<string>();
  for (const id of ids) {
    const found = interfaces.get(id);
    if (!found) sought.add(id);
    else for (const group of found.securityGroupIds) sought.add(group);
  }
  return sought;
}

/** Above this number they are counted and identified by their digest. */
const LISTED = 20;

function listed(words: Iterable<string>): string {
  const sorted = [...new Set(words)].sort();
  return sorted.length > LISTED ? `${sorted.length} resources (${traceOf(sorted)})` : sorted.join(", ");
}

/** Enough of a digest to distinguish values. */
const traceOf = (value: unknown): string => digest(value).slice(0, 12);
