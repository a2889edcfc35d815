/** A rollback before it is confirmed, in words: its steps, who loses access, what it waits for. */

import { blockReasons } from "#lib/core/format/labels";
import type { Plan, Verdict } from "#lib/core/format/plan-format";
import type { Names } from "#lib/core/run/names";
import type { AccessLoss, RollbackPlan, RollbackStep, RollbackWait } from "#lib/core/run/rollback-plan";
import { counted, listed } from "#lib/core/text/phrases";
import { visible } from "#lib/core/text/untrusted";
import { stepTitle } from "./run-title";
import { duration } from "./time";

/** What a step does, with the names of today. Escaped. */
export function rollbackStepTitle(step: RollbackStep, plan: Plan, { names }: Pick<RollbackPlan, "names">): string {
  return stepTitle({ plan, names }, step);
}

const LOSES: Record<Exclude<Verdict, "private">, (services: string) => string> = {
  none: (services) => `lose ${services}`,
  partial: (services) => `reach ${services} only in part`,
  unknown: (services) => `may lose ${services}: what is left cannot be seen from here`,
  public: (services) => `reach ${services} over public addresses again`,
};

export type LossLine = { becomes: AccessLoss["becomes"]; text: string };

/** "shop-tasks and shop-web lose ecr.api, ecs and logs, because the VPC has no endpoint for it.": one for all of whom the same holds. Escaped. */
export function lossLines({ losses, names }: Pick<RollbackPlan, "losses" | "names">): LossLine[] {
  const same = new Map<string, AccessLoss[]>();
  for (const loss of losses) {
    const key = [loss.becomes, ...loss.services, "", ...loss.reasons].join();
    same.set(key, [...(same.get(key) ?? []), loss]);
  }
  return [...same.values()].flatMap((alike) => {
    const [first] = alike;
    return first ? [{ becomes: first.becomes, text: lossText(alike, first, names) }] : [];
  });
}

function lossText(alike: readonly AccessLoss[], { services, becomes, reasons }: AccessLoss, names: Names): string {
  const who = listed(
    alike.map(({ group }) => (group === null ? "interfaces without a group" : (names[group] ?? group))),
    5,
  );
  const because = becomes === "public" || reasons.length === 0 ? "" : `, because ${listed(blockReasons(reasons))}`;
  return visible(`${who} ${LOSES[becomes](listed(services, 6))}${because}.`);
}

export const OWN_NAMES =
  "Who calls the endpoints by their own DNS names loses access as well; Postern cannot see who does.";

export const NOBODY = "Nobody loses access, as far as DNS, routes, network ACLs and security groups show.";

const WAITS: Record<RollbackWait["kind"], (most: string) => string> = {
  names: (most) =>
    `${most} after private DNS is off, because clients may use the private addresses until their DNS answers expire.`,
  endpoints: (most) => `Until AWS has deleted the endpoints, usually a few minutes, at most ${most}.`,
  group: (most) =>
    `Until the endpoints' interfaces are gone, before which AWS does not delete their group: at most ${most}.`,
};

export const waitLine = ({ kind, atMostMs }: RollbackWait): string =>
  WAITS[kind](
    duration(atMostMs)
      .replace(/ 00 s$/, "")
      .replace(/\.0 s$/, " s"),
  );

/** Steps that do something. */
export const pendingSteps = ({ steps }: Pick<RollbackPlan, "steps">): RollbackStep[] =>
  steps.filter(({ outlook }) => outlook === "undo");

/** The whole plan in lines for a terminal. Escaped. */
export function rollbackPlanLines(planned: RollbackPlan, plan: Plan): string[] {
  const { steps, losses, ownNames, waits } = planned;
  const line = (step: RollbackStep, number: number) =>
    [`  ${number}. ${rollbackStepTitle(step, plan, planned)}`, ...step.resources.map((id) => `(${id})`)].join(" ");
  const others = steps.filter(({ outlook }) => outlook !== "undo");
  const pending = pendingSteps(planned);
  return [
    pending.length > 0
      ? `Would undo ${counted(pending.length, "change")}, in this order:`
      : "There is nothing left to undo.",
    ...pending.map((step, at) => line(step, at + 1)),
    ...(others.length > 0 ? ["Would leave:"] : []),
    ...others.map(
      (step) => `  ${rollbackStepTitle(step, plan, planned)}: ${visible(step.note ?? "nothing is left to undo")}`,
    ),
    "Access:",
    ...(losses.length > 0 ? lossLines(planned).map(({ text }) => `  ${text}`) : [`  ${NOBODY}`]),
    ...(ownNames ? [`  ${OWN_NAMES}`] : []),
    ...(waits.length > 0 ? ["Waits:", ...waits.map((wait) => `  ${waitLine(wait)}`)] : []),
  ];
}
