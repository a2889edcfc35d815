import type { Cost } from "./plan-format";

/** List prices of us-east-1 (AWS PrivateLink pricing), USD; other Regions differ. */
const ENDPOINT_ZONE_HOUR = 0.01;
const ENDPOINT_GB = 0.01;
const HOURS_PER_MONTH = 730;
const PRICES_AS_OF = "2026-11-01";

/** Rounds away binary fractions: prices are shown to hundredths of a cent. */
const usd = (amount: number): number => Math.round(amount * 1e4) / 1e4;

/**
 * What a plan adds to the bill, in USD: `newInterfaces` is the number of endpoint interfaces (endpoint × Availability Zone)
 * that it creates. Gateway endpoints are free; what exists already is not counted.
 */
export function costOf(newInterfaces: number, region: string): Cost {
  const hourlyUsd = usd(newInterfaces * ENDPOINT_ZONE_HOUR);
  return {
    hourlyUsd,
    monthlyUsd: usd(hourlyUsd * HOURS_PER_MONTH),
    perGbUsd: newInterfaces > 0 ? ENDPOINT_GB : 0,
    asOf: PRICES_AS_OF,
    assumptions: [
      region === "us-east-1" ? "List price of us-east-1." : `List price of us-east-1; ${region} may differ.`,
      `A month has ${HOURS_PER_MONTH} hours.`,
      "Per GB: the first petabyte a month.",
      "Gateway endpoints are free. What exists already is not counted.",
    ],
  };
}
