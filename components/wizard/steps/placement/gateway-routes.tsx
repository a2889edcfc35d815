"use client";
import { Card, CardHeader } from "#components/ui/card";
import { ResourceId } from "#components/ui/resource-id";
import { servicesFor } from "#lib/core/intent/catalogue";
import { findService } from "#lib/core/network/services/service";
import type { Snapshot } from "#lib/core/network/snapshot";
import { useDraft } from "../../draft/draft-context";
import { useLivePlan } from "../../draft/live-plan";

/** Which route tables get a gateway's route, and which have it. Nothing without gateway services. */
export function GatewayRoutes({ snapshot }: { snapshot: Snapshot }) {
  const { draft } = useDraft();
  const { plan } = useLivePlan();
  const gateways = servicesFor(draft).flatMap(({ service }) => {
    const found = findService(snapshot, service);
    return found?.offer.type === "Gateway" ? [{ service, name: found.offer.name }] : [];
  });
  if (gateways.length === 0) return null;
  return (
    <Card>
      <CardHeader
        title="Gateway routes"
        description="Gateways are free routes. They go into the route tables of the subnets where the workloads live."
      />
      <ul className="divide-y border-t">
        {gateways.map(({ service, name }) => {
          const existing = snapshot.endpoints.filter(
            (endpoint) => endpoint.serviceName === name && endpoint.type === "Gateway" && endpoint.state !== "deleted",
          );
          const ids = new Set(existing.map(({ id }) => id as string));
          const added = (plan?.changes ?? [])
            .filter(({ input }) => input.ServiceName === name || ids.has(String(input.VpcEndpointId)))
            .flatMap(({ input }) => [input.RouteTableIds, input.AddRouteTableIds].flat())
            .flatMap((id) => (typeof id === "string" ? [id] : []));
          return (
            <li key={service} className="grid gap-x-6 gap-y-1 px-4 py-3 text-sm sm:grid-cols-[6rem_1fr_1fr]">
              <span className="font-mono text-xs leading-5 font-medium">{service}</span>
              <Tables title="Route added to" ids={added} snapshot={snapshot} none="none" />
              <Tables
                title="Has the route already"
                ids={existing.flatMap(({ routeTableIds }) => routeTableIds)}
                snapshot={snapshot}
                none="none"
              />
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

function Tables({
  title,
  ids,
  snapshot,
  none,
}: {
  title: string;
  ids: readonly string[];
  snapshot: Snapshot;
  none: string;
}) {
  const nameOf = (id: string) => snapshot.routeTables.find((table) => table.id === id)?.tags.Name;
  const sorted = [...ids].sort((a, b) => (nameOf(a) || a).localeCompare(nameOf(b) || b, "en", { numeric: true }));
  return (
    <div className="min-w-0">
      <p className="text-xs text-muted">{title}</p>
      {ids.length === 0 ? <p className="text-muted">{none}</p> : null}
      <ul>
        {sorted.map((id) => (
          <li key={id}>
            <ResourceId id={id} name={nameOf(id)} />
          </li>
        ))}
      </ul>
    </div>
  );
}
