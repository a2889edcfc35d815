/** From a draft or an intent to a plan, over one read of the account. */

import type { Plan } from "#lib/core/format/plan-format";
import { intentOf, namedInDraft, networkChoiceOf } from "#lib/core/intent/draft";
import { type Intent, namedIds } from "#lib/core/intent/intent";
import { type IntentProblem, intentProblems } from "#lib/core/intent/problems";
import type { StoredDraft } from "#lib/core/intent/stored-draft";
import type { Snapshot } from "#lib/core/network/snapshot";
import { plan } from "#lib/core/plan";
import { snapshotOf } from "./reads";

export type Planned = { plan: Plan; snapshot: Snapshot };

/** Plans an intent. `refresh`: over a snapshot read now, as before an apply. Throws `AwsError`. */
export async function planFor(intent: Intent, { refresh = false } = {}): Promise<Planned> {
  const snapshot = await snapshotOf(intent.region, intent.vpcId, { named: namedIds(intent), refresh });
  return { plan: plan(snapshot, intent), snapshot };
}

/** Plans a draft's intent, or reports field by field what it still lacks. */
export async function planOfDraft(
  { data }: Pick<StoredDraft, "data">,
  { refresh = false } = {},
): Promise<Planned | { problems: IntentProblem[] }> {
  const { subnetIds } = networkChoiceOf(data);
  // Subnets that were not chosen are suggested from the same snapshot.
  const suggestFrom =
    data.vpcId && subnetIds === null
      ? await snapshotOf(data.region, data.vpcId, { named: namedInDraft(data), refresh })
      : null;
  const read = intentProblems(intentOf(data, suggestFrom));
  if (!read.ok) return { problems: read.problems };
  if (!suggestFrom) return planFor(read.intent, { refresh });
  return { plan: plan(suggestFrom, read.intent), snapshot: suggestFrom };
}
