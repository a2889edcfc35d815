/** Puts one question to `reachability` in tests. */

import type { BlockReason, ReachabilityRow, Verdict } from "#lib/core/format/plan-format";
import { type IntentInput, intentSchema } from "#lib/core/intent/intent";
import type { SecurityGroupId, Snapshot } from "#lib/core/network/snapshot";
import { reachability } from "#lib/core/reachability/reachability";

export type Question = Partial<IntentInput> & {
  client: SecurityGroupId;
  service?: string;
  /** The account after the changes; without it, as it is. */
  after?: Snapshot;
};

/** The rows for one client group and one service, `ecs` unless another is named. */
export function rowsFor(before: Snapshot, { client, service = "ecs", after, ...more }: Question): ReachabilityRow[] {
  const intent = intentSchema.parse({
    version: 1,
    region: "us-east-1",
    vpcId: before.vpc?.id,
    services: [service],
    subnetIds: [],
    clientSecurityGroupIds: [client],
    ...more,
  });
  return reachability(before, after ?? before, intent);
}

/** Verdict and causes of the only row: as the account is, or with `after`, as it would be. */
export function ask(snapshot: Snapshot, question: Question): [Verdict, ...BlockReason[]] {
  const [row, second] = rowsFor(snapshot, question);
  if (!row || second) throw new Error("Ask about one subnet.");
  return question.after ? [row.after, ...row.blockedBy.after] : [row.before, ...row.blockedBy.before];
}
