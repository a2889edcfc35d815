import { ALLOWANCE, within } from "#lib/aws/client/allowance";
import type { Target } from "#lib/core/run/target";
import { ecsCalls } from "./calls";

/** A cluster and its services, by their names, sorted. */
export type ClusterServices = { cluster: string; services: string[] };

const nameOf = (arn: string): string => arn.split("/").at(-1) ?? arn;

/** The clusters of a Region with the names of their services. Throws an `AwsError`. */
export async function listServices(target: Target): Promise<ClusterServices[]> {
  const ecs = await ecsCalls(target);
  try {
    return await within(ALLOWANCE, async () => {
      const clusters = [...(await ecs.clusterArns())].sort();
      return Promise.all(
        clusters.map(async (arn) => ({
          cluster: nameOf(arn),
          services: (await ecs.serviceArns(arn)).map(nameOf).sort(),
        })),
      );
    });
  } finally {
    ecs.close();
  }
}
