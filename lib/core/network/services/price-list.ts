/** Prices as a snapshot holds them. */

/** USD for each GB up to a monthly amount; the last tier has no end. */
export type PriceTier = { upToGb: number | null; usd: number };

export type PriceList = {
  /** Whose prices these are. */
  region: string;
  source: "price-list-api" | "built-in";
  /** When they were published (Price List) or recorded (built in), YYYY-MM-DD. */
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
