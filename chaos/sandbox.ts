/** Scenarios with nothing in memory: the SDK, EC2's protocol, the proxy with EC2's rules, and LocalStack behind it. */
import { setTimeout as sleep } from "node:timers/promises";
import { readGateway } from "#lib/aws/ec2-reader";
import { type Intent, intentSchema } from "#lib/core/intent/intent";
import type { Snapshot } from "#lib/core/network/snapshot";
import type { Target } from "#lib/core/run/target";
import { applyRequest } from "#lib/run/testing/scenario";
import { startSandbox, temporaryFolder } from "#sandbox/testing/sandbox-process";
import { afterApply, afterRollback, type Flaws, flawless } from "./assertions";
import type { Harness } from "./harness";
import type { Part } from "./parts";
import { type Random, randomFrom } from "./random";
import type { ScenarioResult } from "./scenario";

const MUTATIONS = [
  "CreateSecurityGroup",
  "AuthorizeSecurityGroupEgress",
  "AuthorizeSecurityGroupIngress",
  "RevokeSecurityGroupEgress",
  "RevokeSecurityGroupIngress",
  "DeleteSecurityGroup",
  "CreateVpcEndpoint",
  "ModifyVpcEndpoint",
  "DeleteVpcEndpoints",
  "ModifyVpcAttribute",
];

/** What the proxy is asked for before a scenario. */
type Disturbance = {
  name: string;
  faults?: object[];
  settings?: object;
  kills?: boolean;
  /** The run fails by these faults, and rolls back. */
  fails?: boolean;
};

const dropped = (when: "before" | "after") => MUTATIONS.map((action) => ({ action, kind: "drop", when, times: 1 }));

const disturbances = (seed: number): Disturbance[] => [
  { name: "kills", kills: true },
  { name: "each kind of response lost once, kills", faults: dropped("after"), kills: true },
  { name: "each kind of request lost once, kills", faults: dropped("before"), kills: true },
  { name: "30 % throttled", faults: [{ action: "*", kind: "throttle", share: 0.3, seed }] },
  {
    name: "reads lag, deletions are slow, kills",
    settings: { consistencyDelayMs: 600, deletedDelayMs: 900 },
    kills: true,
  },
  ...["ModifyVpcAttribute", "AuthorizeSecurityGroupIngress", "CreateVpcEndpoint", "ModifyVpcEndpoint"].map(
    (action): Disturbance => ({
      name: `${action} denied`,
      faults: [{ action, kind: "deny", after: 1, times: 1 }],
      fails: true,
    }),
  ),
];

/** For each scenario: LocalStack is slow, and a run that is killed too often never ends. */
const MOST_KILLS = 5;

/** A scenario for each disturbance, one after another, on a VPC of the sandbox. */
export async function sandboxScenarios(harness: Harness, seed: number): Promise<Part> {
  const folder = temporaryFolder();
  const sandbox = await startSandbox(folder.path, { POSTERN_SANDBOX_CONTROL: "1", POSTERN_AVAILABLE_DELAY_MS: "300" });
  try {
    const target: Target = { region: "us-east-1", profile: null, endpointUrl: sandbox.url, sandbox: true };
    const results: ScenarioResult[] = [];
    for (const disturbance of disturbances(seed)) {
      const last = results.at(-1);
      // What one leaves behind would count against the next: all are on the same VPC.
      if (harness.timeIsUp() || (last && !flawless(last))) break;
      results.push(await runDisturbed(harness, target, disturbance, randomFrom(seed, disturbance.name)));
    }
    return { name: "SDK and rules proxy", results, left: disturbances(seed).length - results.length };
  } finally {
    await sandbox.stop();
    folder.remove();
  }
}

async function runDisturbed(
  harness: Harness,
  target: Target,
  disturbance: Disturbance,
  random: Random,
): Promise<ScenarioResult> {
  const control = (path: string, body: object) =>
    fetch(`${target.endpointUrl}/_postern/${path}`, { method: "POST", body: JSON.stringify(body) });
  const { snapshot: before, intent } = await shop(target);
  const now = async () => readGateway(target).snapshot(intent.vpcId);
  const session = harness.session(target);
  const request = applyRequest(before, intent, { target, rollbackOnFailure: disturbance.fails ?? false });
  const flaws: Flaws[] = [];
  const begun = Date.now();
  const killer = disturbance.kills ? killing(harness, random) : null;
  await control("settings", disturbance.settings ?? {});
  await control("faults", disturbance.faults ?? []);
  try {
    const applied = await session.carryOut(request);
    if (!disturbance.fails) flaws.push(afterApply(await quietly(control, now), new Map(), intent, applied));
    const back = disturbance.fails ? applied : await session.carryOut({ ...request, kind: "rollback", of: applied.id });
    flaws.push(afterRollback(await quietly(control, now), new Map(), before, back));
  } catch (error) {
    flaws.push({ orphans: [], duplicates: [], repairs: [error instanceof Error ? error.message : String(error)] });
  } finally {
    await killer?.stop();
    await control("reset", {});
  }
  return {
    name: `sandbox: ${disturbance.name}`,
    orphans: flaws.flatMap(({ orphans }) => orphans),
    duplicates: flaws.flatMap(({ duplicates }) => duplicates),
    repairs: flaws.flatMap(({ repairs }) => repairs),
    faultCount: disturbance.faults?.length ?? 0,
    crossed: session.crossed,
    calls: new Map(),
    killed: false,
    missed: false,
    elapsedMs: Date.now() - begun,
  };
}

/** The state once the account has settled. */
async function quietly<T>(
  control: (path: string, body: object) => Promise<unknown>,
  read: () => Promise<T>,
): Promise<T> {
  await sleep(1_000);
  await control("settings", { consistencyDelayMs: 0 });
  return read();
}

function killing(harness: Harness, random: Random): { stop(): Promise<void> } {
  let on = true;
  const task = (async () => {
    for (let kills = 0; on && !harness.timeIsUp() && kills < MOST_KILLS; kills += 1)
      await harness.killOne(random, 3_000, () => on);
  })();
  return {
    stop() {
      on = false;
      return task;
    },
  };
}

/** The seeded shop, where tasks and jobs are to reach ECS and its helpers. */
async function shop(target: Target): Promise<{ snapshot: Snapshot; intent: Intent }> {
  const gateway = readGateway(target);
  const vpc = (await gateway.vpcs()).find(({ tags }) => tags.Name === "shop");
  if (!vpc) throw new Error("the sandbox has no VPC shop");
  const snapshot = await gateway.snapshot(vpc.id);
  const named = <T extends { id: string; tags: Readonly<Record<string, string>> }>(list: readonly T[], name: RegExp) =>
    list.filter(({ tags }) => name.test(tags.Name ?? "")).map(({ id }) => id);
  const intent = intentSchema.parse({
    version: 1,
    region: target.region,
    vpcId: vpc.id,
    services: ["ecs", "ecr.api", "logs", "s3"],
    subnetIds: named(snapshot.subnets, /^shop-(private|isolated)-/),
    clientSecurityGroupIds: snapshot.securityGroups
      .filter(({ name }) => /^shop-(tasks|jobs)$/.test(name))
      .map(({ id }) => id),
    // Private DNS is for the whole VPC, so the other clients in it must be allowed as well.
    admitVpcCidrs: true,
  });
  return { snapshot, intent };
}
