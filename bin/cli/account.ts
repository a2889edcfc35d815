import { readTarget } from "#lib/aws/client/target";
import { readGateway } from "#lib/aws/ec2-reader";
import type { Plan } from "#lib/core/format/plan-format";
import { type Intent, namedIds } from "#lib/core/intent/intent";
import { plan } from "#lib/core/plan";
import type { Target } from "#lib/core/run/target";
import { type DocumentContext, documentContext } from "#lib/render/document-context";
import { type Named, naming } from "#lib/render/words/names";
import { localActor } from "#lib/server/auth/actor";

export type Planned = {
  plan: Plan;
  target: Target;
  accountId: string;
  named: Named;
} & DocumentContext;

/** Reads the account that the settings and the intent name, and plans. Throws `AwsError`. */
export async function planFor(intent: Intent): Promise<Planned> {
  const target = await readTarget(process.env, { region: intent.region }, localActor());
  const snapshot = await readGateway(target).snapshot(intent.vpcId, namedIds(intent));
  const planned = plan(snapshot, intent);
  return {
    plan: planned,
    target,
    named: naming(snapshot),
    ...documentContext(snapshot, planned),
  };
}

/** The intent with what a command's `--accept` adds. */
export function accepting(intent: Intent, risks: Intent["acceptedRisks"]): Intent {
  return { ...intent, acceptedRisks: [...new Set([...intent.acceptedRisks, ...risks])] };
}
