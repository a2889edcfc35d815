/** Reads of ECS for pages and handlers. They throw `AwsError`, as those in `reads.ts`. */
import { type ClusterServices, listServices } from "#lib/aws/ecs/list-services";
import { readCluster } from "#lib/aws/ecs/read-cluster";
import { readPlaces } from "#lib/aws/ecs/read-places";
import { clusterNeeds, intentOf, isIntent } from "#lib/core/ecs/cluster-needs";
import { namedPlaces } from "#lib/core/ecs/places";
import { runningIn } from "#lib/core/ecs/running";
import { type NeedsSummary, needsSummary } from "#lib/core/ecs/summary";
import { problem } from "#lib/core/format/failure";
import { target } from "./reads";

/** Clusters of a Region and the names of their services. */
export async function ecsServices(region: string): Promise<ClusterServices[]> {
  return listServices(await target(region));
}

/** What services of a cluster need; all of it where none is named. Throws a `Problem` where that is no one VPC's. */
export async function ecsNeeds(region: string, cluster: string, services: readonly string[]): Promise<NeedsSummary> {
  const to = await target(region);
  const read = await readCluster(to, cluster, services);
  const needs = clusterNeeds(read, await readPlaces(to, namedPlaces(read, runningIn(read))));
  const summary = needsSummary(needs);
  if (summary) return summary;
  const intent = intentOf(needs);
  if (isIntent(intent)) throw new Error("An intent has a summary.");
  throw problem("refused", intent.sentence, intent.nextStep, null);
}
