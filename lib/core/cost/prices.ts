/** List prices that a plan's cost is calculated with: the Price List's when it could be read, else the built-in ones. */

import type { PriceList, PriceTier } from "#lib/core/network/services/price-list";
import type { Snapshot } from "#lib/core/network/snapshot";

/** AWS PrivateLink pricing: the tiers' ends, in GB. */
const PB = 1024 * 1024;

/** The same in all Regions below. */
const ENDPOINT_GB: PriceTier[] = [
  { upToGb: PB, usd: 0.01 },
  { upToGb: 5 * PB, usd: 0.006 },
  { upToGb: null, usd: 0.004 },
];

/** An endpoint's hour in a zone, a NAT gateway's hour, which costs as much as a GB through it, and when it was looked up. */
const BUILT_IN: Readonly<Record<string, readonly [endpointZoneHour: number, natGateway: number, asOf: string]>> = {
  "us-east-1": [0.01, 0.045, "2026-11-01"],
  "us-west-2": [0.01, 0.045, "2026-10-01"],
  "eu-west-1": [0.011, 0.048, "2026-10-01"],
  "eu-central-1": [0.012, 0.052, "2026-09-01"],
  "ap-northeast-1": [0.014, 0.062, "2026-09-01"],
  "ap-northeast-2": [0.013, 0.059, "2026-08-01"],
  "ap-southeast-1": [0.013, 0.059, "2026-09-01"],
};

/** Used for Regions without built-in prices. */
const STAND_IN = "us-east-1";

/**
 * The prices to use: as read from the Price List, else the built-in ones of the Region (AWS PrivateLink pricing, Amazon
 * VPC pricing), else those of us-east-1: `region` is the one they are of.
 */
export function pricesFor({ region, prices }: Pick<Snapshot, "region" | "prices">): PriceList {
  if (prices?.state === "read") return prices.value;
  const known = BUILT_IN[region] ? region : STAND_IN;
  const [endpointZoneHour = 0, natGateway = 0, asOf = ""] = BUILT_IN[known] ?? [];
  return {
    region: known,
    source: "built-in",
    asOf,
    endpointZoneHour,
    endpointGb: ENDPOINT_GB,
    natGatewayHour: natGateway,
    natGatewayGb: natGateway,
  };
}
