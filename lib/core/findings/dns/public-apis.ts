import { standardNames } from "#lib/core/network/services/service";
import { resolvingEndpoints } from "#lib/core/reachability/dns-resolution";
import { listed } from "#lib/core/text/phrases";
import type { Check } from "../check";

/**
 * With private DNS on, the endpoint of `execute-api` resolves all default URLs of the Region's APIs in the VPC, those of public and
 * Regional APIs too, which then return 403 (API Gateway developer guide, private REST APIs).
 */
export const publicApis: Check = ({ before, after, intent, services }) =>
  services
    .filter(({ short }) => short === "execute-api")
    .filter((service) => {
      const resolves = (snapshot: typeof after) =>
        ([4, 6] as const).some((family) => resolvingEndpoints(snapshot, service, family).length > 0);
      return resolves(after) && !resolves(before);
    })
    .map((service) => ({
      code: "blast-radius",
      kind: "public-apis",
      severity: "warning",
      summary: `${service.raw}: the default URLs of public and Regional APIs, ${listed(standardNames(service, after))}, would stop working in the whole VPC ${intent.vpcId}.`,
      detail:
        "With private DNS on, they lead to this endpoint, which returns 403 Forbidden for all APIs but private ones that allow it. Custom domain names are not affected.",
      resources: [service.raw, intent.vpcId],
      fix: intent.acceptedRisks.includes("blast-radius")
        ? "Accepted."
        : "Plan this service with private DNS off (privateDns: false) and call private APIs by the endpoint's own name; or accept the risk (acceptedRisks: blast-radius).",
    }));
