"use client";
import { type ReactNode, useState } from "react";
import type { Plan } from "#lib/core/format/plan-format";
import { isBlocked } from "#lib/core/format/severity";
import type { Snapshot } from "#lib/core/network/snapshot";
import type { Rest } from "#lib/core/rest-of-plan";
import { ApplyBar } from "./apply/apply-bar";
import { ApplyNotice, type Notice } from "./apply/apply-notice";
import type { Permissions } from "./apply/use-permissions";
import { Choices } from "./choices";
import { type Allowance, type Allowed, Findings } from "./findings";
import { NotChecked } from "./not-checked";
import { PlanNumbers } from "./plan-numbers";
import { PlanTabs } from "./plan-tabs";

/** What "Apply" does: submits the plan that was reviewed. Returns only when nothing was started. */
export type Apply = (plan: Plan, rollbackOnFailure: boolean) => Promise<Notice | null>;

/** Why the plan cannot be applied as it is; null: it can. */
export type Obstacle = (plan: Plan | null) => Notice | null;

/** Whether an empty plan means that everything exists already. */
const isDone = (plan: Plan, incomplete: boolean): boolean => !incomplete && !isBlocked(plan);

/** The plan from every side, and the button that applies it. */
export function Review({
  draftId,
  accountId,
  permissions,
  snapshot,
  obstacle,
  onAccept,
  onAllow,
  onRest,
  incomplete,
  allowed,
  onApply,
  back,
  saved,
}: {
  draftId: string;
  accountId: string;
  /** The plan, and what is known of the permissions that it needs. */
  permissions: Permissions;
  snapshot: Snapshot | null;
  obstacle: Obstacle;
  onAccept: (accepted: boolean) => void;
  onAllow: (whom: Allowance, words: string) => void;
  /** Leaves out what network ACLs block; `words` say what. */
  onRest: (rest: Rest, words: string) => void;
  /** Something is still missing, so that the plan is not yet what will be asked for. */
  incomplete: boolean;
  allowed: Allowed | null;
  onApply: Apply;
  back: string;
  saved: ReactNode;
}) {
  const { plan } = permissions;
  const [notice, setNotice] = useState<Notice | null>(null);
  const [hasObstacle, setHasObstacle] = useState(false);
  const [attempt, setAttempt] = useState(0);
  const [busy, setBusy] = useState(false);
  const [rollbackOnFailure, setRollbackOnFailure] = useState(false);

  // What blocked the plan is no longer shown once it is fixed.
  const shown = hasObstacle && obstacle(plan) === null ? null : notice;

  async function apply() {
    if (busy) return;
    const stopped = obstacle(plan);
    setHasObstacle(stopped !== null);
    if (!stopped && plan) {
      setBusy(true);
      setNotice(await onApply(plan, rollbackOnFailure));
      setBusy(false);
    } else setNotice(stopped);
    setAttempt((count) => count + 1);
  }

  return (
    <>
      <div className="flex flex-1 flex-col gap-5 pb-6">
        <ApplyNotice draftId={draftId} notice={shown} attempt={attempt} />
        {plan && snapshot ? (
          <>
            <PlanNumbers plan={plan} snapshot={snapshot} incomplete={incomplete} />
            <section aria-labelledby="findings">
              <h2 id="findings" className="mb-2 text-base font-semibold">
                Findings
              </h2>
              <Findings
                plan={plan}
                snapshot={snapshot}
                onAccept={onAccept}
                onAllow={onAllow}
                onRest={onRest}
                allowed={allowed}
              />
              <NotChecked snapshot={snapshot} permissions={permissions} />
            </section>
            <section aria-labelledby="the-plan">
              <h2 id="the-plan" className="mb-1 text-base font-semibold">
                The plan
              </h2>
              <PlanTabs plan={plan} snapshot={snapshot} />
            </section>
            <section aria-labelledby="choices">
              <h2 id="choices" className="mb-2 text-base font-semibold">
                What you chose
              </h2>
              <Choices draftId={draftId} plan={plan} snapshot={snapshot} />
            </section>
          </>
        ) : null}
      </div>
      <ApplyBar
        back={back}
        saved={saved}
        count={plan && (plan.changes.length > 0 || isDone(plan, incomplete)) ? plan.changes.length : null}
        accountId={accountId}
        busy={busy}
        rollbackOnFailure={rollbackOnFailure}
        onRollbackOnFailure={setRollbackOnFailure}
        onApply={() => void apply()}
      />
    </>
  );
}
