/** List prices that a plan's cost is reckoned with: the Price List's when it could be read, else those written down here. */
import type { Snapshot } from "./network";

/** USD for each GB up to a monthly amount; the last tier has no end. */
export type PriceTier = { upToGb: number | null; usd: number };

export type PriceList = {
  /** Whose prices these are. */
  region: string;
  source: "price-list-api" | "built-in";
  /** When they were published (Price List) or looked up (built in), YYYY-MM-DD. */
  asOf: string;
  /** USD of one interface endpoint in one Availability Zone for one hour. */
  endpointZoneHour: number;
  /** Data through interface endpoints; tiers ascend and count all endpoints of the account in the Region. */
  endpointGb: PriceTier[];
  /** USD of one NAT gateway for one hour. */
  natGatewayHour: number;
  /** USD per GB through a NAT gateway. */
  natGatewayGb: number;
};

/** AWS PrivateLink pricing: the tiers' ends, in GB. */
const PB = 1024 * 1024;

const BUILT_IN: PriceList = {
  region: "us-east-1",
  source: "built-in",
  asOf: "2026-11-01",
  endpointZoneHour: 0.01,
  endpointGb: [
    { upToGb: PB, usd: 0.01 },
    { upToGb: 5 * PB, usd: 0.006 },
    { upToGb: null, usd: 0.004 },
  ],
  natGatewayHour: 0.045,
  natGatewayGb: 0.045,
};

/**
 * The prices to reckon with: as read from the Price List, else the built-in ones. When the built-in ones are not of the
 * snapshot's Region, the list's `region` says so.
 */
export function pricesFor({ prices }: Pick<Snapshot, "region" | "prices">): PriceList {
  return prices?.state === "read" ? prices.value : BUILT_IN;
}
