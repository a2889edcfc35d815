"use client";
import { useEffect, useMemo } from "react";
import type { CreateAction } from "#components/frame/person";
import { NewSetup } from "#components/home/new-setup";
import { PlanDiagram } from "#components/plan/diagram/diagram";
import { NotChecked } from "#components/plan/not-checked";
import { Callout } from "#components/ui/callout";
import { checkToday, likelyWorkload } from "#lib/core/check/today";
import { type Workload, workloads } from "#lib/core/intent/catalogue";
import type { Snapshot, VpcId } from "#lib/core/network/snapshot";
import { Endpoints } from "./endpoints";
import { Health } from "./health";
import { NeedsFields } from "./needs";
import { ReachToday } from "./reach-today";
import { useNeeds } from "./use-needs";
import { Workloads } from "./workloads";

const TITLES: Record<Workload, string> = {
  fargate: workloads.fargate.title,
  ec2: workloads.ec2.title,
  api: "a caller of the API",
};

/** What the address names after # takes the keyboard, once it is in the page. */
function useAddressedPart() {
  useEffect(() => {
    const part = document.getElementById(window.location.hash.slice(1));
    part?.scrollIntoView({ block: "center" });
    part?.focus({ preventScroll: true });
  }, []);
}

/** Everything about a VPC as it is: what is wrong for a workload, who reaches what, and what exists. */
export function VpcToday({ snapshot, vpcId, create }: { snapshot: Snapshot; vpcId: VpcId; create: CreateAction }) {
  const { workload, features, choose, use } = useNeeds(likelyWorkload(snapshot));
  const { check, symptoms, alone } = useMemo(
    () => checkToday(snapshot, vpcId, { workload, features }),
    [snapshot, vpcId, workload, features],
  );
  useAddressedPart();
  const title = TITLES[workload];
  return (
    <>
      <NeedsFields needs={{ workload, features }} choose={choose} use={use} />
      {check.services.length === 0 ? (
        <Callout title="Nothing is asked for">Switch on what the workload uses, to see whether it gets it.</Callout>
      ) : check.reachability.length === 0 ? (
        <Callout
          title="Nothing runs here that could be checked"
          actions={
            <NewSetup create={create} region={snapshot.region} filled={{ vpcId }} size="sm">
              Set up private access
            </NewSetup>
          }
        >
          Endpoints can be set up before the first task starts: choose the group that it will have.
        </Callout>
      ) : (
        <>
          {alone ? null : (
            <p className="text-sm text-muted">
              No workload of the kind “{title}” was found, so everything that runs here is checked.
            </p>
          )}
          <Health
            {...{ snapshot, vpcId, title, symptoms, create }}
            needs={{ workload, features }}
            findings={check.findings}
          />
        </>
      )}
      <NotChecked snapshot={snapshot} permissions={{ plan: null, notChecked: [], pending: false }} />
      <section aria-labelledby="picture" className="flex flex-col gap-2.5">
        <h2 id="picture" className="text-base font-semibold">
          Diagram
        </h2>
        <PlanDiagram snapshot={snapshot} plan={null} today={check.reachability} />
      </section>
      <ReachToday rows={check.reachability} snapshot={snapshot} />
      <Endpoints snapshot={snapshot} />
      <Workloads snapshot={snapshot} />
    </>
  );
}
