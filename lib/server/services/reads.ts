/** Reads of the account for pages and handlers. They throw `AwsError`; the request guard turns that into a failure. */
import { headers } from "next/headers";
import pLimit from "p-limit";
import { actsAs, applyTarget, readTarget } from "#lib/aws/client/target";
import { readGateway } from "#lib/aws/ec2-reader";
import { type VpcHealth, vpcHealth } from "#lib/core/check/today";
import { Problem } from "#lib/core/format/failure";
import type { Snapshot, VpcId } from "#lib/core/network/snapshot";
import type { VpcSummary } from "#lib/core/network/vpc-summary";
import type { Identity, Target } from "#lib/core/run/target";
import { perProcess } from "#lib/process/per-process";
import { sessionOf } from "#lib/server/auth/session";
import { placeOf } from "./place";
import { readCache } from "./read-cache";

const cached = perProcess("cached reads", () => readCache());
/** Snapshots of large accounts have tens of megabytes. */
const cachedSnapshot = perProcess("cached snapshots", () => readCache({ most: 8 }));
const cachedHealth = perProcess("health of VPCs", () => readCache({ most: 500 }));
const oneAtATime = perProcess("checks of VPCs", () => pLimit(1));
const fewAtOnce = perProcess("reads of snapshots", () => pLimit(4));
const SECOND = 1000;

/**
 * Where reads of a Region go; without one, the Region that the person has chosen, else that of the settings. The profile is the chosen
 * one, too. A role for reads is assumed with the person who is signed in as its source identity.
 */
export async function target(region?: string): Promise<Target> {
  const sent = await headers();
  const session = process.env.POSTERN_READ_ROLE_ARN ? await sessionOf(sent) : null;
  if (session && !session.ok) throw new Problem(session.error);
  const overrides = { ...placeOf(sent), ...(region ? { region } : {}) };
  return readTarget(process.env, overrides, session?.value.actor);
}

/** Who the credentials are, and where they are used. */
type CallerIdentity = Identity & {
  target: Target;
  /** The principals of reads and changes, where settings name them: a profile, or a role. null: the default credentials. */
  readsAs: string | null;
  appliesAs: string | null;
};

export async function identity(region?: string): Promise<CallerIdentity> {
  const to = await target(region);
  const who = await cached(`identity ${JSON.stringify(to)}`, 60 * SECOND, () => readGateway(to).identity());
  // What names the worker's credentials is not in this process's environment.
  const appliesAs = process.env.POSTERN_APPLIES_AS || actsAs(applyTarget(to, "", process.env));
  return { ...who, target: to, readsAs: actsAs(to), appliesAs };
}

/** Codes of the Regions enabled for the account, sorted. */
export async function regions(): Promise<string[]> {
  const to = await target();
  const all = await cached(`regions ${JSON.stringify(to)}`, 300 * SECOND, () => readGateway(to).regions());
  return [...all].sort();
}

/** The VPCs of a Region, at most five seconds old unless `refresh`. */
export async function vpcs(region: string, refresh = false): Promise<VpcSummary[]> {
  const to = await target(region);
  return cached(`vpcs ${JSON.stringify(to)}`, 5 * SECOND, () => readGateway(to).vpcs(), refresh);
}

/**
 * The snapshot of a VPC, at most five seconds old unless `refresh`. `named`: ids that an intent names; those that are not in
 * the VPC are looked for elsewhere.
 */
export async function snapshotOf(
  region: string,
  vpcId: VpcId,
  { named = [], refresh = false }: { named?: readonly string[]; refresh?: boolean } = {},
): Promise<Snapshot> {
  const to = await target(region);
  const key = `snapshot ${JSON.stringify(to)} ${vpcId} ${[...new Set(named)].sort().join()}`;
  return cachedSnapshot(key, 5 * SECOND, () => fewAtOnce(() => readGateway(to).snapshot(vpcId, named)), refresh);
}

/**
 * The health of a VPC, at most a minute old. The check of a large VPC takes the process for a second, so one is computed after the
 * other, as the lists that ask for it do.
 */
export async function healthOfVpc(region: string, vpcId: VpcId): Promise<VpcHealth> {
  const to = await target(region);
  return cachedHealth(`health ${JSON.stringify(to)} ${vpcId}`, 60 * SECOND, () =>
    oneAtATime(async () => vpcHealth(await snapshotOf(region, vpcId), vpcId)),
  );
}
