"use client";
import { useMemo } from "react";
import { Button } from "#components/ui/button";
import { Sentence } from "#components/ui/untrusted";
import type { Plan } from "#lib/core/format/plan-format";
import type { Snapshot } from "#lib/core/network/snapshot";
import { type Rest, restOfPlan } from "#lib/core/rest-of-plan";
import { listed } from "#lib/core/text/phrases";
import { nameIn } from "#lib/render/words/names";

/** Offers to plan without what network ACLs block, where something is left; says what that leaves out. */
export function PlanTheRest({
  plan,
  snapshot,
  onRest,
}: {
  plan: Plan;
  snapshot: Snapshot;
  onRest: (rest: Rest, words: string) => void;
}) {
  const rest = useMemo(() => restOfPlan(snapshot, plan), [plan, snapshot]);
  if (!rest) return null;
  const { services, clientSecurityGroupIds } = rest.leftOut;
  const leftOut = listed([...clientSecurityGroupIds.map(nameIn(snapshot)), ...services]);
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-1">
      <Button variant="primary" onClick={() => onRest(rest, `${leftOut} left out: the plan is about the rest now.`)}>
        Plan the rest
      </Button>
      <span className="text-sm text-muted">
        <Sentence>{`Leaves out ${leftOut}, and plans ${listed(rest.services, 6)}. It can be undone.`}</Sentence>
      </span>
    </div>
  );
}
