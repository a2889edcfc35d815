/** What findings about names have in common. */
import type { RequestedService } from "#lib/core/network/services/service";
import type { Facts } from "../check";

/** Whether the workloads use a service's standard names after the plan: not those of an interface endpoint without private DNS. */
export const resolvesStandardNames = ({ intent }: Facts, { offer }: RequestedService): boolean =>
  intent.privateDns || offer.type === "Gateway";

/** Whether the VPC has an endpoint of the service that could resolve its names. */
export const bypassesEndpoint = ({ after }: Facts, { offer }: RequestedService): boolean =>
  after.endpoints.some(
    ({ type, serviceName, state }) => type === "Interface" && serviceName === offer.name && state === "available",
  );
