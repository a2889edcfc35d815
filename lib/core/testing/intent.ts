import { type Intent, type IntentInput, intentSchema } from "#lib/core/intent/intent";
import type { Snapshot } from "#lib/core/network/snapshot";

/** `ecs` for the snapshot's first group, in all its subnets, unless set otherwise. */
export function intentFor(snapshot: Snapshot, input: Partial<IntentInput> = {}): Intent {
  return intentSchema.parse({
    version: 1,
    region: snapshot.region,
    vpcId: snapshot.vpc?.id,
    services: ["ecs"],
    subnetIds: snapshot.subnets.map(({ id }) => id),
    clientSecurityGroupIds: snapshot.securityGroups.slice(0, 1).map(({ id }) => id),
    ...input,
  });
}
