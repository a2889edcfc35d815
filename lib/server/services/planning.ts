/** From a draft or an intent to a plan, over a fresh read of the account. */

import type { Plan } from "#lib/core/format/plan-format";
import { intentOf, networkChoiceOf } from "#lib/core/intent/draft";
import { type Intent, namedIds } from "#lib/core/intent/intent";
import { type IntentProblem, intentProblems } from "#lib/core/intent/problems";
import type { Snapshot } from "#lib/core/network/snapshot";
import { plan } from "#lib/core/plan";
import { readDraft } from "./drafts";
import { snapshotOf } from "./reads";

export type Planned = { plan: Plan; snapshot: Snapshot };

/** Plans an intent. `refresh`: over a snapshot read now, as before an apply. Throws `AwsError`. */
export async function planFor(intent: Intent, { refresh = false } = {}): Promise<Planned> {
  const snapshot = await snapshotOf(intent.region, intent.vpcId, { named: namedIds(intent), refresh });
  return { plan: plan(snapshot, intent), snapshot };
}

/** Plans what a draft amounts to, or says field by field what it still lacks. */
export async function planOfDraft(
  id: string,
  { refresh = false } = {},
): Promise<Planned | { problems: IntentProblem[] }> {
  const { data } = await readDraft(id);
  const { subnetIds } = networkChoiceOf(data);
  const snapshot = data.vpcId && subnetIds === null ? await snapshotOf(data.region, data.vpcId, { refresh }) : null;
  const read = intentProblems(intentOf(data, snapshot));
  return read.ok ? planFor(read.intent, { refresh }) : { problems: read.problems };
}
