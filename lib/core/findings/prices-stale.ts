import { pricesFor } from "#lib/core/cost/prices";
import type { Check } from "./check";

/** AWS publishes the VPC price list many times a year; prices older than half a year are reported. */
const FRESH_DAYS = 183;

const DAY_MS = 86_400_000;

/** Days from one date (YYYY-MM-DD) to another. */
const daysBetween = (from: string, to: string): number => (Date.parse(to) - Date.parse(from)) / DAY_MS;

/** What the plan adds is calculated with prices of another Region, or with old ones. */
export const pricesStale: Check = ({ before, cost }) => {
  if (cost.hourlyUsd === 0) return [];
  const { region, asOf, source } = pricesFor(before);
  const old = before.readOn !== undefined && daysBetween(asOf, before.readOn) > FRESH_DAYS;
  if (region === before.region && !old) return [];
  return [
    {
      code: "prices-stale",
      severity: "warning",
      summary:
        region === before.region
          ? `The cost is calculated with list prices of ${region}, as of ${asOf}.`
          : `The cost is calculated with list prices of ${region}, as of ${asOf}; ${before.region} may differ.`,
      detail:
        source === "built-in" && before.prices?.state === "skipped"
          ? `The Price List could not be read: ${before.prices.why}.`
          : "AWS may have changed them since.",
      resources: [before.region],
      fix:
        source === "built-in"
          ? "Allow pricing:GetProducts to these credentials, or compare with the AWS PrivateLink pricing page."
          : "Compare with the AWS PrivateLink pricing page.",
    },
  ];
};
