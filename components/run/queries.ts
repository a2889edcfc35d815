import { queryOptions } from "@tanstack/react-query";
import type { Run, RunSummary } from "#lib/run/run";
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

/** The newest runs; asked for again while one of them goes on. */
export const runsQuery = (initial: RunSummary[] | null) =>
  queryOptions({
    queryKey: ["runs"],
    queryFn: () => getJson<RunSummary[]>("/api/runs", { limit: "200" }),
    ...(initial ? { initialData: initial } : {}),
    refetchInterval: ({ state }) => (state.data?.some(({ status }) => !hasEnded(status)) ? 2 * SECOND : 15 * SECOND),
    refetchOnWindowFocus: true,
  });
