import { queryOptions } from "@tanstack/react-query";
import pLimit from "p-limit";
import type { VpcHealth } from "#lib/core/check/today";
import type { NeedsSummary } from "#lib/core/ecs/summary";
import { type Failure, Problem, problem, type Result } from "#lib/core/format/failure";
import type { Snapshot, VpcId } from "#lib/core/network/snapshot";
import type { VpcSummary } from "#lib/core/network/vpc-summary";

/** Asks one of Postern's own read handlers. Throws `Problem`: the handler's failure, or that there was no response. */
export async function getJson<T>(
  path: string,
  query: Readonly<Record<string, string>> = {},
  signal: AbortSignal | null = null,
): Promise<T> {
  const search = new URLSearchParams(query).toString();
  let result: Result<T>;
  try {
    const response = await fetch(search ? `${path}?${search}` : path, {
      headers: { Accept: "application/json" },
      signal,
    });
    result = (await response.json()) as Result<T>;
  } catch (error) {
    throw problem(
      "postern-away",
      "Postern does not respond.",
      "Check the window where npm start runs, or start it again, then try again. What you entered is kept.",
      error instanceof Error ? error.message : null,
    );
  }
  if (result.ok) return result.value;
  throw new Problem(result.error);
}

/** Whether a worker is running, asked for now and then; more often while none is. `failure`: the database does not respond. */
export const workerQuery = () =>
  queryOptions({
    queryKey: ["worker"],
    queryFn: () =>
      getJson<{ serves: boolean; failure?: Failure }>("/api/worker").catch((error: unknown) => {
        if (error instanceof Problem && error.failure.code === "database")
          return { serves: false, failure: error.failure };
        throw error;
      }),
    refetchInterval: ({ state }) => (state.data?.serves === false ? 3_000 : 10_000),
    refetchOnWindowFocus: true,
  });

export const regionsQuery = () =>
  queryOptions({
    queryKey: ["regions"],
    queryFn: () => getJson<string[]>("/api/regions"),
    staleTime: 300_000,
  });

/** The profiles that can be chosen; `fixed`: why none can. */
export const profilesQuery = () =>
  queryOptions({
    queryKey: ["profiles"],
    queryFn: () => getJson<{ fixed: string | null; names: string[] }>("/api/profiles"),
  });

export const vpcsQuery = (region: string) =>
  queryOptions({
    queryKey: ["vpcs", region],
    queryFn: () => getJson<VpcSummary[]>("/api/vpcs", { region }),
    staleTime: 30_000,
  });

/** The ECS clusters of a Region and their services; an account need not allow it. */
export const ecsServicesQuery = (region: string) =>
  queryOptions({
    queryKey: ["ecs", region],
    queryFn: () => getJson<{ cluster: string; services: string[] }[]>("/api/ecs", { region }),
    staleTime: 60_000,
    retry: false,
  });

/** What a service of a cluster needs; `service` empty: all of the cluster. */
export const ecsNeedsQuery = (region: string, cluster: string, service: string) =>
  queryOptions({
    queryKey: ["ecs needs", region, cluster, service],
    queryFn: () => getJson<NeedsSummary>("/api/ecs/needs", { region, cluster, ...(service === "" ? {} : { service }) }),
    staleTime: 5_000,
    retry: false,
  });

/** The same list, read from the account at this moment and not from the cache. */
export const freshVpcsQuery = (region: string) => ({
  ...vpcsQuery(region),
  queryFn: () => getJson<VpcSummary[]>("/api/vpcs", { region, refresh: "true" }),
  staleTime: 0,
});

/** Reads of health leave the browser's connections to what a person asks for. */
const fewAtOnce = pLimit(2);

/** A VPC's health, by the check of its page. */
export const healthQuery = (region: string, vpc: VpcId) =>
  queryOptions({
    queryKey: ["health", region, vpc],
    queryFn: ({ signal }) => fewAtOnce(() => getJson<VpcHealth>(`/api/vpcs/${vpc}/health`, { region }, signal)),
    staleTime: 60_000,
  });

/** The snapshot that the browser plans over. `named`: ids chosen earlier, asked for once when it is first read. */
export const snapshotQuery = (region: string, vpc: VpcId | null, named: readonly string[] = []) =>
  queryOptions({
    queryKey: ["snapshot", region, vpc],
    queryFn: () => getJson<Snapshot>("/api/snapshot", { region, vpc: vpc ?? "", named: named.join(",") }),
    enabled: vpc !== null,
    staleTime: 60_000,
  });

/** The same snapshot, read from the account at this moment and not from the cache. */
export const freshSnapshotQuery = (region: string, vpc: VpcId, named: readonly string[] = []) => ({
  ...snapshotQuery(region, vpc),
  queryFn: () => getJson<Snapshot>("/api/snapshot", { region, vpc, named: named.join(","), refresh: "true" }),
  staleTime: 0,
});
