import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Drift } from "#lib/core/run/drift";
import type { RollbackPlan } from "#lib/core/run/rollback-plan";
import type { LostRun, Run, RunPage, RunSummary } from "#lib/core/run/run";
import { getJson } from "../queries";
import { hasEnded } from "./run-words";

const SECOND = 1000;

/** A run, asked for every second until it has ended; also while the server is away, until it is back. */
export const runQuery = (id: string, initial: Run | null) =>
  queryOptions({
    queryKey: ["run", id],
    queryFn: () => getJson<Run>(`/api/runs/${id}`),
    ...(initial ? { initialData: initial } : {}),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data && hasEnded(state.data.status) ? false : SECOND),
    refetchOnWindowFocus: true,
  });

/** Often while one of the runs continues, else now and then. */
const pace = (runs: readonly RunSummary[] = []) =>
  runs.some(({ status }) => !hasEnded(status)) ? 2 * SECOND : 15 * SECOND;

/** The newest runs; asked for again while one of them continues. */
export const recentRunsQuery = (initial: RunPage, limit: number) =>
  queryOptions({
    queryKey: ["runs", "recent"],
    queryFn: () => getJson<RunPage>("/api/runs", { limit: String(limit) }),
    initialData: initial,
    refetchInterval: ({ state }) => pace(state.data?.runs),
    refetchOnWindowFocus: true,
  });

/** A filter as written in the address. */
export type HistoryFilter = Partial<Record<"vpc" | "region" | "account" | "status" | "kind" | "by" | "q", string>>;

/** Up to this number of pages are refreshed; beyond it, pages that were read are not. */
const FRESH_PAGES = 2;

/** The runs that fit a filter, page after page. `initial`: the first page, where the server has read it already. */
export const historyQuery = (filter: HistoryFilter, initial: RunPage | null) =>
  infiniteQueryOptions({
    queryKey: ["runs", "history", filter],
    queryFn: ({ pageParam, signal }) =>
      getJson<RunPage>("/api/runs", { ...filter, ...(pageParam === null ? {} : { after: pageParam }) }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }: RunPage) => next,
    ...(initial ? { initialData: { pages: [initial], pageParams: [null] } } : {}),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => {
      const pages = state.data?.pages ?? [];
      return pages.length > FRESH_PAGES ? false : pace(pages.flatMap(({ runs }) => runs));
    },
    refetchOnWindowFocus: ({ state }) => (state.data?.pages.length ?? 0) <= FRESH_PAGES,
  });

/** What runs have left in the account that this database does not know. */
export const lostRunsQuery = () =>
  queryOptions({
    queryKey: ["runs", "lost"],
    queryFn: ({ signal }) => getJson<LostRun[]>("/api/lost-runs", {}, signal),
    staleTime: 60 * SECOND,
    retry: false,
  });

/** What a run's intent asks for by now; read once, and again when that is asked for. */
export const driftQuery = (id: string) =>
  queryOptions({
    queryKey: ["drift", id],
    queryFn: ({ signal }) => getJson<Drift>(`/api/runs/${id}/drift`, {}, signal),
    staleTime: 60 * SECOND,
    retry: false,
  });

/** What rolling a run back would do; read anew each time that is asked for. */
export const rollbackPlanQuery = (id: string) =>
  queryOptions({
    queryKey: ["rollback-plan", id],
    queryFn: ({ signal }) => getJson<RollbackPlan>(`/api/runs/${id}/rollback-plan`, {}, signal),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
