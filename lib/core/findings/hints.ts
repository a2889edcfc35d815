import { natRelief } from "#lib/core/cost/cost";
import { pricesFor } from "#lib/core/cost/prices";
import { dnsSuffix, partitionOf } from "#lib/core/network/services/partition";
import type { Check } from "./check";

/**
 * Older SDKs call the global name of STS, which the endpoint does not resolve (STS API reference, Regions and endpoints). Only the
 * partition `aws` has one.
 */
export const stsGlobalName: Check = ({ services, before: { region } }) =>
  services.some(({ key }) => key === "sts")
    ? [
        {
          code: "sts-global-name",
          severity: "info",
          summary: `The endpoint resolves sts.${region}.${dnsSuffix(region)}, not ${partitionOf(region) === "aws" ? "the global sts.amazonaws.com" : "names of other Regions"}.`,
          detail:
            "SDKs that use another name, as older ones do unless configured otherwise, still go over the internet.",
          resources: ["sts"],
          fix: "Set AWS_STS_REGIONAL_ENDPOINTS=regional for the workloads.",
        },
      ]
    : [];

/** The clients' traffic to these services passes a NAT gateway today and will not any more. */
export const natSavings: Check = ({ reachability, before, cost }) => {
  const prices = pricesFor(before);
  const relief = natRelief(before, reachability, cost, prices);
  if (!relief) return [];
  const { natGatewayIds, services, subnetIds, breakEvenGb } = relief;
  const even = breakEvenGb > 0 ? ` From ${breakEvenGb} GB a month on the endpoints cost less than they save.` : "";
  return [
    {
      code: "nat-savings",
      severity: "info",
      summary: `Traffic to ${services.join(", ")} no longer passes ${natGatewayIds.join(", ")}.`,
      detail: `A NAT gateway takes $${prices.natGatewayGb} per GB at list price; the endpoints of this plan take $${cost.perGbUsd}.${even}`,
      resources: [...natGatewayIds, ...subnetIds],
    },
  ];
};
