/** The VPC that a command is about: read from the account, or opened from a snapshot. */
import { readTarget } from "#lib/aws/client/target";
import { readGateway } from "#lib/aws/ec2-reader";
import { regionCode, vpcId } from "#lib/core/intent/intent";
import type { Snapshot } from "#lib/core/network/snapshot";
import { localActor } from "#lib/server/auth/actor";
import { UsageError } from "./exit";
import { readSnapshot } from "./snapshot/file";

/** `snapshot`: the file that `postern snapshot` wrote. */
export type NamedVpc = { vpc?: string; region?: string; snapshot?: string };

/** The VPC and Region that are named. Throws `UsageError` and `AwsError`. */
export async function readVpc({ vpc, region }: Pick<NamedVpc, "vpc" | "region">): Promise<Snapshot> {
  if (vpc === undefined || region === undefined) {
    throw new UsageError(["Name the VPC and its Region: --vpc ID --region CODE."]);
  }
  const id = vpcId.safeParse(vpc);
  if (!id.success) throw new UsageError([`--vpc ${vpc}: ${id.error.issues[0]?.message}.`]);
  const code = regionCode.safeParse(region);
  if (!code.success) throw new UsageError([`--region ${region}: ${code.error.issues[0]?.message}.`]);
  const target = await readTarget(process.env, { region: code.data }, localActor());
  return readGateway(target).snapshot(id.data);
}

/** The VPC in the snapshot, else in the account. Throws `UsageError` and `AwsError`. */
export async function readOrOpen({ snapshot, vpc, region }: NamedVpc): Promise<Snapshot> {
  if (snapshot === undefined) return readVpc({ ...(vpc ? { vpc } : {}), ...(region ? { region } : {}) });
  return readSnapshot(snapshot, { ...(vpc ? { vpcId: vpc } : {}), ...(region ? { region } : {}) }).snapshot;
}

/** The services of a list such as `ecs,ecr.api`. Throws `UsageError` for an empty one. */
export function servicesIn(list: string | undefined): string[] | undefined {
  const services = list?.split(",").flatMap((service) => service.trim() || []);
  if (services?.length === 0) throw new UsageError(["--services: name at least one service, such as ecs,ecr.api."]);
  return services;
}
