/** Names of IAM actions, from a table that `npm run iam-table` makes of the IAM data package. */

/** By IAM prefix, the names of its actions, sorted. */
export type IamActions = Readonly<Record<string, readonly string[]>>;

/** Verbs are listed once: `Describe Clusters Tasks;Poll` for DescribeClusters, DescribeTasks and Poll. */
export function packActions(names: readonly string[]): string {
  const byVerb = new Map<string, string[]>();
  for (const name of names.toSorted()) {
    const verb = /^[A-Z][a-z0-9]*(?=[A-Z])/.exec(name)?.[0] ?? name;
    byVerb.set(verb, [...(byVerb.get(verb) ?? []), name.slice(verb.length)]);
  }
  return [...byVerb].map(([verb, rests]) => [verb, ...rests.map((rest) => rest || "-")].join(" ")).join(";");
}

/** The names that `packActions` packed, sorted. */
export function unpackActions(packed: string): string[] {
  return packed
    .split(";")
    .flatMap((group) => {
      const [verb = "", ...rests] = group.split(" ");
      return rests.map((rest) => (rest === "-" ? verb : verb + rest));
    })
    .toSorted();
}

/** The actions of some prefixes; prefixes that the table does not hold are left out. */
export async function iamActions(prefixes: readonly string[]): Promise<IamActions> {
  const { default: table } = await import("./iam-actions.json", { with: { type: "json" } });
  const packed: Readonly<Record<string, string>> = table;
  return Object.fromEntries(
    prefixes.flatMap((prefix) => {
      const text = packed[prefix];
      return text === undefined ? [] : [[prefix, unpackActions(text)]];
    }),
  );
}
