import { readTarget } from "#lib/aws/client/target";
import { readGateway } from "#lib/aws/ec2-reader";
import type { Plan } from "#lib/core/format/plan-format";
import { type Intent, namedIds } from "#lib/core/intent/intent";
import type { Snapshot } from "#lib/core/network/snapshot";
import { plan } from "#lib/core/plan";
import type { Target } from "#lib/core/run/target";
import { type DocumentContext, documentContext } from "#lib/render/document-context";
import { type Named, naming } from "#lib/render/words/names";
import { localActor } from "#lib/server/auth/actor";

export type Outcome = {
  plan: Plan;
  /** Where the account was read: `on AWS, profile ops`, `in the snapshot shop.json`. */
  where: string;
  accountId: string;
  named: Named;
} & DocumentContext;

export type Planned = Outcome & { target: Target };

/** Reads the account that the settings and the intent name, and plans. Throws `AwsError`. */
export async function planFor(intent: Intent): Promise<Planned> {
  const target = await readTarget(process.env, { region: intent.region }, localActor());
  const snapshot = await readGateway(target).snapshot(intent.vpcId, namedIds(intent));
  const place = target.sandbox ? "the sandbox" : (target.endpointUrl ?? "AWS");
  const where = `on ${place}${target.profile ? `, profile ${target.profile}` : ""}`;
  return { ...outcomeOf(snapshot, intent, where), target };
}

/** The plan for an account that was read, here or into a snapshot. */
export function outcomeOf(snapshot: Snapshot, intent: Intent, where: string): Outcome {
  const planned = plan(snapshot, intent);
  return {
    plan: planned,
    where,
    named: naming(snapshot),
    ...documentContext(snapshot, planned),
  };
}

/** The intent with what a command's `--accept` adds. */
export function accepting(intent: Intent, risks: Intent["acceptedRisks"]): Intent {
  return { ...intent, acceptedRisks: [...new Set([...intent.acceptedRisks, ...risks])] };
}
