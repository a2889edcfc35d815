/** ARNs, as far as what they name decides which endpoint is called (AWS General Reference, "Amazon Resource Names"). */
import { partitionOf } from "#lib/core/network/services/partition";

export type Arn = { partition: string; service: string; region: string; accountId: string; resource: string };

const ARN = /^arn:([a-z0-9-]+):([a-z0-9-]+):([a-z0-9-]*):(\d*):(.+)$/;

/** null: not an ARN. */
export function parseArn(text: string): Arn | null {
  const [, partition, service, region = "", accountId = "", resource] = ARN.exec(text) ?? [];
  if (partition === undefined || service === undefined || resource === undefined) return null;
  return { partition, service, region, accountId, resource };
}

/** What keeps a Region's own endpoint from serving an ARN: that it is of another partition, or Region. null: nothing. */
export function elsewhere({ partition, region }: Arn, here: string): "partition" | "region" | null {
  if (partition !== partitionOf(here)) return "partition";
  return region !== "" && region !== here ? "region" : null;
}
