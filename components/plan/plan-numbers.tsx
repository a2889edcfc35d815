import { type ReactNode, useMemo } from "react";
import { cn } from "#components/ui/cn";
import { Sentence } from "#components/ui/untrusted";
import type { Plan } from "#lib/core/format/plan-format";
import { isBlocked } from "#lib/core/format/severity";
import type { Snapshot } from "#lib/core/network/snapshot";
import { counted, listed } from "#lib/core/text/phrases";
import { dollars } from "#lib/render/words/money";
import { nameIn } from "#lib/render/words/names";
import { outcomeOf } from "#lib/render/words/outcome";

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
export function PlanNumbers({ plan, snapshot }: { plan: Plan; snapshot: Snapshot }) {
  const { losses } = useMemo(() => outcomeOf(snapshot, plan), [snapshot, plan]);
  const nameOf = nameIn(snapshot);
  const { changes, cost, reachability } = plan;
  const privately = (view: "before" | "after") => reachability.filter((row) => row[view] === "private").length;
  const endpoints = changes.filter(({ kind }) => kind === "create-endpoint").length;
  return (
    <dl className="grid divide-y rounded-lg border bg-surface shadow-card sm:grid-cols-2 sm:divide-x lg:grid-cols-4 lg:divide-y-0">
      <Figure
        name="Changes"
        value={changes.length}
        about={
          changes.length > 0 ? counted(endpoints, "new endpoint") : isBlocked(plan) ? "blocked" : "all exist already"
        }
      />
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
      <Figure
        name="Private paths"
        value={reachability.length === 0 ? "–" : `${privately("after")} of ${reachability.length}`}
        about={
          reachability.length === 0
            ? "no workload chosen"
            : `before: ${privately("before")}; workload × subnet × service`
        }
      />
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
