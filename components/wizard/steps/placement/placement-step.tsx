"use client";
import { RotateCcw } from "lucide-react";
import { useMemo } from "react";
import { Badge } from "#components/ui/badge";
import { Button } from "#components/ui/button";
import { Callout } from "#components/ui/callout";
import { FieldError } from "#components/ui/field";
import { servicesFor } from "#lib/core/intent/catalogue";
import { networkChoiceOf, patchNetwork, subnetIdsOf } from "#lib/core/intent/draft";
import { findService } from "#lib/core/network/services/service";
import type { Snapshot, SubnetId, VpcId } from "#lib/core/network/snapshot";
import { useDraft } from "../../draft/draft-context";
import { useLivePlan } from "../../draft/live-plan";
import { StepPage, type StepView } from "../../step-page";
import { GapTable } from "./gap-table";
import { GatewayRoutes } from "./gateway-routes";
import { ZoneColumn } from "./zone-column";
import { gapsOf, zonesOf } from "./zones";

export function PlacementStep() {
  const { snapshot } = useLivePlan();
  return (
    <StepPage
      step="placement"
      intro="Each endpoint gets one network interface in one subnet per Availability Zone; private subnets where your workloads live are the best place."
    >
      {(view) => (snapshot ? <Placement snapshot={snapshot} view={view} /> : null)}
    </StepPage>
  );
}

function Placement({ snapshot, view }: { snapshot: Snapshot; view: StepView }) {
  const { draft, update } = useDraft();
  const zones = useMemo(() => zonesOf(snapshot), [snapshot]);
  const services = servicesFor(draft).map(({ service }) => service);
  const interfaces = services.filter((service) => findService(snapshot, service)?.offer.type === "Interface");
  const chosen = subnetIdsOf(draft, snapshot);
  const automatic = networkChoiceOf(draft).subnetIds === null;
  const error = view.errorOf("zones");

  function choose(subnetIds: SubnetId[] | null) {
    const { vpcId } = draft;
    if (vpcId) update(patchNetwork({ ...draft, vpcId: vpcId satisfies VpcId }, { subnetIds }));
  }

  function chooseInZone(zone: string, subnetId: SubnetId | null) {
    const elsewhere = chosen.filter((id) => {
      const subnet = snapshot.subnets.find((each) => each.id === id);
      return subnet && subnet.availabilityZone !== zone;
    });
    choose(subnetId ? [...elsewhere, subnetId].sort() : elsewhere);
  }

  if (interfaces.length === 0) {
    return (
      <div className="flex flex-col gap-6">
        <Callout title="Nothing to place">
          Only gateway endpoints are chosen. They are routes, not network interfaces: free, and in no subnet.
        </Callout>
        <GatewayRoutes snapshot={snapshot} />
      </div>
    );
  }

  return (
    <div className="flex flex-col gap-7">
      <section aria-labelledby="zones-label" className="flex flex-col gap-2">
        <div className="flex min-h-8 flex-wrap items-center gap-2">
          <h2 id="zones-label" className="text-base font-medium">
            Subnets by Availability Zone
          </h2>
          {automatic ? (
            <Badge tone="accent">{chosen.length > 0 ? "chosen for you" : "no private subnet to choose"}</Badge>
          ) : (
            <Button size="sm" variant="ghost" onClick={() => choose(null)}>
              <RotateCcw size={13} aria-hidden />
              Choose for me
            </Button>
          )}
        </div>
        {error ? <FieldError id="zones-error">{error}</FieldError> : null}
        <div id="zones" className="grid gap-3 sm:grid-cols-[repeat(auto-fit,minmax(12rem,1fr))]">
          {zones.map((zone) => (
            <ZoneColumn
              key={zone.name}
              zone={zone}
              chosen={zone.subnets.find(({ subnet }) => chosen.includes(subnet.id))?.subnet.id ?? null}
              onChoose={(subnetId) => chooseInZone(zone.name, subnetId)}
            />
          ))}
        </div>
        {zones.length === 0 ? (
          <p className="rounded-lg border border-dashed px-4 py-6 text-center text-base text-muted">
            This VPC has no subnets. Interface endpoints need one: create a private subnet, then read the VPC again.
          </p>
        ) : null}
      </section>
      <GapTable
        gaps={gapsOf(
          snapshot,
          interfaces,
          chosen,
          zones.map(({ name }) => name),
        )}
        zones={zones.map(({ name }) => name)}
      />
      <GatewayRoutes snapshot={snapshot} />
    </div>
  );
}
