"use client";
import { parseAsArrayOf, parseAsStringLiteral, useQueryStates } from "nuqs";
import { type Feature, features, type Workload, workloads } from "#lib/core/intent/catalogue";

const keysOf = <K extends string>(record: Readonly<Record<K, unknown>>) => Object.keys(record) as K[];

export const WORKLOADS = keysOf<Workload>(workloads);
export const FEATURES = keysOf<Feature>(features);

export type Needs = { workload: Workload; features: readonly Feature[] };

/** What the check is about, kept in the page's address; without a choice, what `fallback` suggests. */
export function useNeeds(fallback: Workload): Needs & {
  choose(workload: Workload): void;
  use(feature: Feature, on: boolean): void;
} {
  const [{ workload: chosen, uses }, set] = useQueryStates({
    workload: parseAsStringLiteral(WORKLOADS),
    uses: parseAsArrayOf(parseAsStringLiteral(FEATURES)),
  });
  const workload = chosen ?? fallback;
  const used = uses ?? workloads[workload].suggests;
  return {
    workload,
    features: used,
    choose: (next) => void set({ workload: next, uses: null }),
    use: (feature, on) =>
      void set({ workload, uses: on ? [...used, feature] : used.filter((each) => each !== feature) }),
  };
}
