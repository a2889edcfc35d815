import type { Snapshot } from "#lib/core/network/snapshot";

type Part = "hostedZones" | "resolverRules" | "quotas" | "prices";

/** What a plan does without, where a read was skipped. */
const WITHOUT: Readonly<Record<Part, string>> = {
  hostedZones: "private hosted zones that answer the same names",
  resolverRules: "Resolver rules that forward the same names",
  quotas: "this account's quotas, so defaults are used",
  prices: "the Price List, so built-in list prices are used",
};

/** What could not be looked at for this snapshot, each with the reason: findings that need it are silent. */
export function notChecked(snapshot: Pick<Snapshot, Part>): string[] {
  return (Object.keys(WITHOUT) as Part[]).flatMap((part) => {
    const read = snapshot[part];
    return read?.state === "skipped" ? [`${WITHOUT[part]} (${read.why})`] : [];
  });
}
