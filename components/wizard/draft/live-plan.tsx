"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useDeferredValue, useMemo, useState } from "react";
import { freshSnapshotQuery, snapshotQuery } from "#components/queries";
import type { Plan } from "#lib/core/format/plan-format";
import { intentOf, namedInDraft, sketchOf } from "#lib/core/intent/draft";
import { type IntentProblem, intentProblems } from "#lib/core/intent/problems";
import type { Snapshot } from "#lib/core/network/snapshot";
import { plan } from "#lib/core/plan";
import { useDraft } from "./draft-context";

export type LivePlan = {
  /** The chosen VPC as last read; null before one is chosen, or while it is being read. */
  snapshot: Snapshot | null;
  /** The result of the choices so far; null while there is nothing to plan. */
  plan: Plan | null;
  /** What is still missing or wrong before the plan can be applied. */
  problems: IntentProblem[];
  /** The account is being read, or the plan is behind the latest choice. */
  pending: boolean;
  /** The snapshot could not be read. */
  error: unknown;
  /** When the account was read, milliseconds since the epoch; 0 before. */
  readAt: number;
  /** Reads the account again. */
  refresh(): Promise<void>;
};

const Context = createContext<LivePlan | null>(null);

export function useLivePlan(): LivePlan {
  const context = useContext(Context);
  if (!context) throw new Error("useLivePlan needs a LivePlanProvider around it.");
  return context;
}

/** Plans in the browser, over a snapshot read once per VPC, so that every choice shows at once what it does. */
export function LivePlanProvider({ children }: { children: ReactNode }) {
  const { draft } = useDraft();
  const client = useQueryClient();
  const [refreshing, setRefreshing] = useState(false);
  const query = useQuery(snapshotQuery(draft.region, draft.vpcId, namedInDraft(draft)));
  const snapshot = query.data ?? null;
  const settled = useDeferredValue(draft);

  const planned = useMemo(() => {
    if (!snapshot || snapshot.region !== settled.region) return { plan: null, problems: [] };
    const sketch = sketchOf(settled, snapshot);
    const read = intentProblems(intentOf(settled, snapshot));
    return { plan: sketch ? plan(snapshot, sketch) : null, problems: read.ok ? [] : read.problems };
  }, [snapshot, settled]);

  const value = useMemo<LivePlan>(
    () => ({
      snapshot,
      ...planned,
      pending: query.isLoading || refreshing || settled !== draft,
      error: query.error,
      readAt: query.dataUpdatedAt,
      async refresh() {
        if (!draft.vpcId) return;
        setRefreshing(true);
        try {
          await client.fetchQuery(freshSnapshotQuery(draft.region, draft.vpcId, namedInDraft(draft)));
        } catch {
          // The query keeps the failure, and `error` shows it.
        } finally {
          setRefreshing(false);
        }
      },
    }),
    [snapshot, planned, query.isLoading, query.error, query.dataUpdatedAt, refreshing, settled, draft, client],
  );
  return <Context.Provider value={value}>{children}</Context.Provider>;
}
