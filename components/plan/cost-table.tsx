import { ResourceId } from "#components/ui/resource-id";
import { Table, TableBody, TableCell, TableHead, TableHeading, TableRow } from "#components/ui/table";
import { type CostLine, costLines, natRelief } from "#lib/core/cost/cost";
import { pricesFor } from "#lib/core/cost/prices";
import type { Plan } from "#lib/core/format/plan-format";
import type { Snapshot } from "#lib/core/network/snapshot";
import { dollars } from "#lib/render/words/money";

/** Without the part that is the same for all services of the Region. */
const shortName = (endpoint: string) => endpoint.split(".").slice(3).join(".") || endpoint;

/** A plan's cost: each endpoint in each Availability Zone, the prices behind it, and what it takes off NAT gateways. */
export function CostTable({ plan, snapshot }: { plan: Plan; snapshot: Snapshot }) {
  const lines = costLines(plan);
  const zones = new Map(snapshot.subnets.map(({ id, availabilityZone }) => [id, availabilityZone]));
  const zoneOf = ({ subnetId }: CostLine) => zones.get(subnetId) ?? subnetId;
  const columns = [...new Set(lines.map(zoneOf))].sort();
  const endpoints = [...new Set(lines.map(({ endpoint }) => endpoint))];
  const monthly = (some: readonly CostLine[]) => some.reduce((sum, line) => sum + line.monthlyUsd, 0);
  return (
    <div className="flex flex-col gap-4">
      {lines.length === 0 ? (
        <p className="text-base text-muted">
          This plan adds no interface of an endpoint, so it adds nothing to the bill.
        </p>
      ) : (
        <div className="overflow-x-auto rounded-lg border bg-surface shadow-card">
          <Table label="USD a month by endpoint and Availability Zone">
            <TableHead>
              <TableRow>
                <TableHeading>USD a month</TableHeading>
                {columns.map((zone) => (
                  <TableHeading key={zone} className="text-right">
                    {zone}
                  </TableHeading>
                ))}
                <TableHeading className="text-right">Together</TableHeading>
              </TableRow>
            </TableHead>
            <TableBody>
              {endpoints.map((endpoint) => {
                const own = lines.filter((line) => line.endpoint === endpoint);
                return (
                  <TableRow key={endpoint}>
                    <TableCell className="font-medium">{shortName(endpoint)}</TableCell>
                    {columns.map((zone) => (
                      <TableCell key={zone} className="text-right tabular">
                        {own.some((line) => zoneOf(line) === zone)
                          ? dollars(monthly(own.filter((line) => zoneOf(line) === zone)))
                          : "–"}
                      </TableCell>
                    ))}
                    <TableCell className="text-right tabular">{dollars(monthly(own))}</TableCell>
                  </TableRow>
                );
              })}
              <TableRow>
                <TableCell className="font-semibold">Together</TableCell>
                {columns.map((zone) => (
                  <TableCell key={zone} className="text-right font-semibold tabular">
                    {dollars(monthly(lines.filter((line) => zoneOf(line) === zone)))}
                  </TableCell>
                ))}
                <TableCell className="text-right font-semibold tabular">{dollars(plan.cost.monthlyUsd)}</TableCell>
              </TableRow>
            </TableBody>
          </Table>
        </div>
      )}
      <Relief plan={plan} snapshot={snapshot} />
      <ul className="flex max-w-[80ch] list-disc flex-col gap-1 pl-5 text-sm text-muted">
        {plan.cost.perGbUsd > 0 ? (
          <li>
            {dollars(plan.cost.hourlyUsd)} an hour, and {dollars(plan.cost.perGbUsd)} for each GB through an interface
            endpoint.
          </li>
        ) : null}
        {plan.cost.assumptions.map((assumption) => (
          <li key={assumption}>{assumption}</li>
        ))}
      </ul>
    </div>
  );
}

function Relief({ plan, snapshot }: { plan: Plan; snapshot: Snapshot }) {
  const relief = natRelief(snapshot, plan.reachability, plan.cost, pricesFor(snapshot));
  if (!relief) return null;
  const { natGatewayIds, services, savedPerGbUsd, breakEvenGb, natGatewayMonthlyUsd } = relief;
  return (
    <div className="max-w-[80ch] rounded-lg border bg-surface px-4 py-3 text-base shadow-card">
      <p className="font-medium">
        {breakEvenGb > 0
          ? `From ${breakEvenGb.toLocaleString("en-US")} GB a month on, it saves more than it costs.`
          : "It costs nothing and saves from the first GB on."}
      </p>
      <p className="mt-1 text-sm text-muted">
        Traffic to {services.join(", ")} leaves by a NAT gateway today; each GB that no longer does costs{" "}
        {dollars(savedPerGbUsd)} less. Where nothing else needs a NAT gateway, doing without it saves another{" "}
        {dollars(natGatewayMonthlyUsd)} a month.
      </p>
      <p className="mt-1 flex flex-wrap gap-x-3">
        {natGatewayIds.map((id) => (
          <ResourceId key={id} id={id} />
        ))}
      </p>
    </div>
  );
}
