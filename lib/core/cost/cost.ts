import type { Change, Cost, Plan, ReachabilityRow } from "#lib/core/format/plan-format";
import { routeTables } from "#lib/core/network/routes/routes";
import type { PriceList } from "#lib/core/network/services/price-list";
import type { Snapshot, SubnetId } from "#lib/core/network/snapshot";

const HOURS_PER_MONTH = 730;

/** Rounds away binary fractions: prices are shown to hundredths of a cent. */
const usd = (amount: number): number => Math.round(amount * 1e4) / 1e4;

const SOURCES: Record<PriceList["source"], string> = {
  "price-list-api": "read from AWS's Price List",
  "built-in": "looked up",
};

/**
 * What a plan adds to the bill, in USD: `newInterfaces` is the number of endpoint interfaces (endpoint × Availability Zone)
 * that it creates. Gateway endpoints are free; what exists already is not counted.
 */
export function costOf(newInterfaces: number, prices: PriceList, region: string): Cost {
  const hourlyUsd = usd(newInterfaces * prices.endpointZoneHour);
  const whose = prices.region === region ? "." : `; ${region} may differ.`;
  return {
    hourlyUsd,
    monthlyUsd: usd(hourlyUsd * HOURS_PER_MONTH),
    perGbUsd: newInterfaces > 0 ? (prices.endpointGb[0]?.usd ?? 0) : 0,
    asOf: prices.asOf,
    assumptions: [
      `List price of ${prices.region}, ${SOURCES[prices.source]} as of ${prices.asOf}${whose}`,
      `A month has ${HOURS_PER_MONTH} hours.`,
      "Per GB: the first petabyte a month.",
      "Gateway endpoints are free. What exists already is not counted.",
    ],
  };
}

/** What one new interface of an endpoint adds, USD. */
export type CostLine = {
  /** Full name of the service, or id of the endpoint that gets one more interface. */
  endpoint: string;
  subnetId: SubnetId;
  hourlyUsd: number;
  monthlyUsd: number;
};

const subnetIdsIn = ({ input }: Change, field: "SubnetIds" | "AddSubnetIds"): SubnetId[] => {
  const ids = input[field];
  return Array.isArray(ids) ? (ids as SubnetId[]) : [];
};

/** A plan's cost per endpoint and subnet, which is one Availability Zone; together they are `cost.hourlyUsd`. */
export function costLines({ changes, cost }: Pick<Plan, "changes" | "cost">): CostLine[] {
  const added = changes.flatMap((change) =>
    [...subnetIdsIn(change, "SubnetIds"), ...subnetIdsIn(change, "AddSubnetIds")].map((subnetId) => ({
      endpoint: String(change.input.ServiceName ?? change.input.VpcEndpointId),
      subnetId,
    })),
  );
  const hourlyUsd = usd(cost.hourlyUsd / Math.max(1, added.length));
  return added.map((line) => ({ ...line, hourlyUsd, monthlyUsd: usd(hourlyUsd * HOURS_PER_MONTH) }));
}

/** What a plan takes off NAT gateways, and from how much traffic on it pays for itself. */
export type NatRelief = {
  natGatewayIds: string[];
  services: string[];
  subnetIds: SubnetId[];
  /** USD per GB that no longer passes a NAT gateway, less what the endpoints take. */
  savedPerGbUsd: number;
  /** GB a month from which the plan costs less than it saves; 0 where it costs nothing. */
  breakEvenGb: number;
  /** USD a month that each of the gateways costs by being there, saved only where one can go altogether. */
  natGatewayMonthlyUsd: number;
};

/**
 * The relief of NAT gateways: rows that leave by one today and are private afterwards. null: there are none. Break-even: the
 * endpoints' monthly cost, divided by what a GB costs less (Amazon VPC pricing, AWS PrivateLink pricing).
 */
export function natRelief(
  snapshot: Snapshot,
  reachability: readonly ReachabilityRow[],
  cost: Cost,
  prices: PriceList,
): NatRelief | null {
  const tableOf = routeTables(snapshot);
  const natGatewaysOf = (subnetId: SubnetId): string[] =>
    (tableOf(subnetId)?.routes ?? []).flatMap(({ target, targetId, active, destination }) =>
      target === "nat-gateway" && active && destination === "0.0.0.0/0" ? [targetId ?? ""] : [],
    );
  const moved = reachability.filter(
    ({ before, after, subnetId }) => before === "public" && after === "private" && natGatewaysOf(subnetId).length > 0,
  );
  if (moved.length === 0) return null;
  const subnetIds = [...new Set(moved.map(({ subnetId }) => subnetId))].sort();
  const savedPerGbUsd = usd(prices.natGatewayGb - cost.perGbUsd);
  return {
    natGatewayIds: [...new Set(subnetIds.flatMap(natGatewaysOf))].sort(),
    services: [...new Set(moved.map(({ service }) => service))],
    subnetIds,
    savedPerGbUsd,
    breakEvenGb: cost.monthlyUsd > 0 ? Math.ceil(cost.monthlyUsd / savedPerGbUsd) : 0,
    natGatewayMonthlyUsd: usd(prices.natGatewayHour * HOURS_PER_MONTH),
  };
}
