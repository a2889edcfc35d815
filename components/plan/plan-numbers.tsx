import { type ReactNode, useMemo } from "react";
import { cn } from "#components/ui/cn";
import { Sentence } from "#components/ui/untrusted";
import type { Plan } from "#lib/core/format/plan-format";
import type { Snapshot } from "#lib/core/network/snapshot";
import { counted, listed } from "#lib/core/text/phrases";
import { dollars } from "#lib/render/words/money";
import { nameIn } from "#lib/render/words/names";
import { outcomeOf } from "#lib/render/words/outcome";
import { changesWords, pathsWords } from "#lib/render/words/plan-figures";

function Figure({
  name,
  value,
  about,
  danger = false,
}: {
  name: string;
  value: ReactNode;
  about: ReactNode;
  danger?: boolean;
}) {
  return (
    <div className={cn("px-4 py-3", danger && "bg-danger-soft")}>
      <dt className="text-xs text-muted">{name}</dt>
      <dd className={cn("text-2xl font-semibold tabular", danger && "text-danger")}>{value}</dd>
      <dd className="text-xs text-muted">{about}</dd>
    </div>
  );
}

/** A plan in four figures: changes, cost, how much becomes private, and who loses access. */
export function PlanNumbers({
  plan,
  snapshot,
  incomplete,
}: {
  plan: Plan;
  snapshot: Snapshot;
  /** Something is still missing in the wizard. */
  incomplete: boolean;
}) {
  const { losses } = useMemo(() => outcomeOf(snapshot, plan), [snapshot, plan]);
  const nameOf = nameIn(snapshot);
  const { changes, cost, reachability } = plan;
  const paths = pathsWords(reachability);
  return (
    <dl className="grid divide-y rounded-lg border bg-surface shadow-card sm:grid-cols-2 sm:divide-x lg:grid-cols-4 lg:divide-y-0">
      <Figure name="Changes" value={changes.length} about={changesWords(plan, incomplete)} />
      <Figure
        name="A month, at list price"
        value={dollars(cost.monthlyUsd)}
        about={
          <>
            {dollars(cost.hourlyUsd)} an hour and {dollars(cost.perGbUsd)} per GB; prices of{" "}
            <span className="whitespace-nowrap">{cost.asOf}</span>
          </>
        }
      />
      <Figure name="Private paths" value={paths.value} about={paths.about} />
      <Figure
        name="Lose access"
        value={losses.length === 0 ? "nobody" : counted(losses.length, "workload")}
        danger={losses.length > 0}
        about={
          losses.length === 0 ? (
            "in this VPC"
          ) : (
            <Sentence>
              {listed(
                losses.map(({ group }) => (group ? nameOf(group) : "interfaces without a group")),
                3,
              )}
            </Sentence>
          )
        }
      />
    </dl>
  );
}
