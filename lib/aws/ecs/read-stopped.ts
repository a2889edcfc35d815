import { ALLOWANCE, within } from "#lib/aws/client/allowance";
import type { ClusterRead, Task } from "#lib/core/ecs/model";
import type { Target } from "#lib/core/run/target";
import { ecsCalls } from "./calls";

/** Tasks of a cluster that have stopped; ECS keeps them for an hour. With named services only theirs. Throws an `AwsError`. */
export async function readStoppedTasks(
  target: Target,
  { cluster, services }: ClusterRead,
  isWholeCluster: boolean,
): Promise<Task[]> {
  const ecs = await ecsCalls(target);
  const arn = cluster.clusterArn ?? "";
  try {
    return await within(ALLOWANCE, async () => {
      if (isWholeCluster) return ecs.tasks(arn, "STOPPED");
      const each = services.map(({ serviceName }) => ecs.tasks(arn, "STOPPED", serviceName));
      return (await Promise.all(each)).flat();
    });
  } finally {
    ecs.close();
  }
}
