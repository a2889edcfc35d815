import type { ReactNode } from "react";
import type { Plan } from "#lib/core/format/plan-format";
import { isBlocked } from "#lib/core/format/severity";
import { counted } from "#lib/core/text/phrases";
import { dollars } from "#lib/render/money";

function Figure({ name, value, about }: { name: string; value: ReactNode; about: ReactNode }) {
  return (
    <div className="px-4 py-3">
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="text-2xl font-semibold tabular">{value}</dd>
      <dd className="text-xs text-muted">{about}</dd>
    </div>
  );
}

/** A plan in three figures: changes, cost, and how much becomes private. */
export function PlanNumbers({ plan }: { plan: Plan }) {
  const { changes, cost, reachability } = plan;
  const privately = (view: "before" | "after") => reachability.filter((row) => row[view] === "private").length;
  const endpoints = changes.filter(({ kind }) => kind === "create-endpoint").length;
  return (
    <dl className="grid divide-y rounded-lg border bg-surface shadow-card sm:grid-cols-3 sm:divide-x sm:divide-y-0">
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
    </dl>
  );
}
