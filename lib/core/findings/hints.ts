import { routeTables } from "../routes";
import type { Check } from "./check";

/** Older SDKs call the global name of STS, which the endpoint does not answer (STS API reference, Regions and endpoints). */
export const stsGlobalName: Check = ({ services, before }) =>
  services.some(({ key }) => key === "sts")
    ? [
        {
          code: "sts-global-name",
          severity: "info",
          summary: `The endpoint answers sts.${before.region}.amazonaws.com, not the global sts.amazonaws.com.`,
          detail: "Older SDKs use the global name unless told otherwise, and go on leaving through the internet.",
          resources: ["sts"],
          fix: "Set AWS_STS_REGIONAL_ENDPOINTS=regional for the workloads.",
        },
      ]
    : [];

/** USD per GB through a NAT gateway, list price of us-east-1 (Amazon VPC pricing). */
const NAT_GB = 0.045;

/** The clients' traffic to these services passes a NAT gateway today and will not any more. */
export const natSavings: Check = ({ reachability, before, cost }) => {
  const tableOf = routeTables(before);
  const moved = reachability.filter(({ before: was, after, subnetId }) => {
    const nat = tableOf(subnetId)?.routes.some(({ target, active }) => target === "nat-gateway" && active);
    return was === "public" && after === "private" && nat;
  });
  if (moved.length === 0) return [];
  const saved = NAT_GB - cost.perGbUsd;
  const even =
    cost.monthlyUsd > 0
      ? ` At ${Math.ceil(cost.monthlyUsd / saved)} GB a month the endpoints have paid for themselves.`
      : "";
  return [
    {
      code: "nat-savings",
      severity: "info",
      summary: `Traffic to ${[...new Set(moved.map(({ service }) => service))].join(", ")} no longer passes the NAT gateway.`,
      detail: `A NAT gateway takes $${NAT_GB} per GB at list price; the endpoints of this plan take $${cost.perGbUsd}.${even}`,
      resources: [...new Set(moved.map(({ subnetId }) => subnetId))],
    },
  ];
};
