"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { FailureView, failureFrom } from "#components/frame/failure-view";
import { ecsNeedsQuery, ecsServicesQuery } from "#components/queries";
import { Combobox } from "#components/ui/combobox";
import { describedBy, Field } from "#components/ui/field";
import { Spinner } from "#components/ui/spinner";
import { draftChoice } from "#lib/core/ecs/draft-choice";
import type { NeedsSummary } from "#lib/core/ecs/summary";
import { steps } from "#lib/core/intent/draft";
import { useDraft } from "../../draft/draft-context";
import { DerivedNeeds } from "./derived-needs";

/** `shop/shop-web`, or `shop/` for all services of a cluster. */
type Choice = `${string}/${string}`;

/** Step 1 from an ECS service instead of a VPC: it fills in the VPC, what is needed, and where the workload runs. */
export function EcsField() {
  const { draft } = useDraft();
  return <ServiceField key={draft.region} />;
}

function ServiceField() {
  const { draft, update } = useDraft();
  const client = useQueryClient();
  const [choice, setChoice] = useState<Choice | null>(null);
  const [read, setRead] = useState<{ needs: NeedsSummary } | { error: unknown } | "reading" | null>(null);
  const list = useQuery(ecsServicesQuery(draft.region));

  async function choose(chosen: Choice) {
    setChoice(chosen);
    setRead("reading");
    const [cluster = "", service = ""] = chosen.split("/");
    try {
      const needs = await client.fetchQuery(ecsNeedsQuery(draft.region, cluster, service));
      const { vpcId, services, subnetIds, clientSubnetIds, clientSecurityGroupIds } = needs.intent;
      update({
        vpcId,
        ...draftChoiceOf(services),
        network: {
          ...draft.network,
          [vpcId]: {
            endpointSecurityGroup: { create: { name: "postern-endpoints" } },
            ...draft.network[vpcId],
            subnetIds,
            clientSubnetIds,
            clientSecurityGroupIds,
          },
        },
        visited: [...steps],
      });
      setRead({ needs });
    } catch (error) {
      setRead({ error });
    }
  }

  // Where ECS may not be read or has nothing, the VPC below is the way to start.
  const options = (list.data ?? []).flatMap(({ cluster, services }) => [
    ...services.map((service) => ({ value: `${cluster}/${service}` as Choice, label: service, hint: cluster })),
    ...(services.length > 1 ? [{ value: `${cluster}/` as Choice, label: `All of ${cluster}`, hint: "cluster" }] : []),
  ]);
  if (options.length === 0) return null;
  return (
    <div className="flex flex-col gap-2">
      <Field
        id="ecs-service"
        label="ECS service"
        hint="Optional. Postern reads its task definition and fills in the VPC, the services it needs, its subnets and security groups."
        className="max-w-sm"
      >
        <Combobox
          {...describedBy("ecs-service", { hint: true })}
          options={options}
          value={choice}
          onValueChange={(chosen) => void choose(chosen)}
          placeholder="Start from an ECS service"
          empty="No ECS service of this name."
        />
      </Field>
      <div role="status">
        {read === "reading" ? (
          <span className="flex items-center gap-2 text-sm text-muted">
            <Spinner /> Reading its task definition…
          </span>
        ) : null}
        {read && typeof read === "object" && "needs" in read ? <DerivedNeeds needs={read.needs} /> : null}
      </div>
      {read && typeof read === "object" && "error" in read ? <FailureView failure={failureFrom(read.error)} /> : null}
    </div>
  );
}

function draftChoiceOf(services: readonly string[]) {
  const { workload, features, services: rest } = draftChoice(services);
  return { workload, features: [...features], services: [...rest] };
}
