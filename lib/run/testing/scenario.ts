import { type Intent, type IntentInput, intentSchema } from "#lib/core/intent/intent";
import type { Snapshot } from "#lib/core/network/snapshot";
import { plan } from "#lib/core/plan";
import type { RunRequest } from "#lib/core/run/run";
import type { Target } from "#lib/core/run/target";
import { account, rule } from "#lib/core/testing/account";
import type { RunSettings } from "#lib/run/step/settings";

/** Everything at once: waits take milliseconds, retries end within a second or two. */
export const fastSettings: RunSettings = {
  pollMs: 10,
  settleMs: 2_000,
  consistencyMs: 400,
  backoffMs: 5,
  retryMs: 2_000,
  dependencyMs: 2_000,
  nameExpiryMs: 0,
  loginMs: 2_000,
};

export const nowhere: Target = { region: "us-east-1", profile: null, endpointUrl: null, sandbox: true };

/** A VPC whose DNS hostnames are off, with tasks in two private subnets that may send to a partner's addresses only. */
export function scenario(over: Partial<IntentInput> = {}) {
  const shop = account({ enableDnsHostnames: false });
  const subnets = [shop.subnet("a"), shop.subnet("b")];
  shop.routeTable(subnets, [shop.nat()]);
  const tasks = shop.group("tasks", { egress: [rule("192.0.2.0/24")] });
  for (const [index, subnet] of subnets.entries()) shop.networkInterface(subnet, [tasks], `10.0.${index + 1}.10`);
  const intent = intentSchema.parse({
    version: 1,
    region: "us-east-1",
    vpcId: shop.vpcId,
    services: ["ecs", "logs", "s3"],
    subnetIds: subnets,
    clientSecurityGroupIds: [tasks],
    ...over,
  });
  return { shop, subnets, tasks, intent, snapshot: shop.snapshot() };
}

/** The approved plan as sent to the worker. */
export function applyRequest(snapshot: Snapshot, intent: Intent, over: Partial<RunRequest> = {}): RunRequest {
  return {
    kind: "apply",
    target: nowhere,
    accountId: snapshot.accountId,
    plan: plan(snapshot, intent),
    rollbackOnFailure: false,
    actor: "arn:aws:iam::111122223333:user/ops",
    ...over,
  };
}
