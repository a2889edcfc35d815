import type { VpcEndpoint } from "#lib/core/network/snapshot";
import { endpointsOf } from "#lib/core/planning/desired";
import type { Check, Facts } from "../check";

const BROKEN = ["failed", "rejected", "expired"];

/** Whether it may still hold what the plan needs: a private DNS name, or a route to the prefix list. */
function isBlocking({ desired }: Facts, { serviceName, type, privateDnsEnabled, routeTableIds }: VpcEndpoint): boolean {
  const same = ({ service: { offer } }: Facts["desired"]["interfaces" | "gateways"][number]) =>
    offer.name === serviceName && offer.type === type;
  return (
    (privateDnsEnabled && desired.interfaces.some((wanted) => same(wanted) && wanted.turnOnPrivateDns)) ||
    desired.gateways.some(
      (wanted) => same(wanted) && wanted.missingRouteTables.some((table) => routeTableIds.includes(table)),
    )
  );
}

/**
 * An endpoint of the service is there but will never work. Beside a working one it does not matter, and is not reported unless it
 * blocks the plan.
 */
export const endpointFailed: Check = (facts) =>
  facts.services.flatMap((service) => {
    const { offer } = service;
    const alone = endpointsOf(facts.before, service).length === 0;
    return facts.before.endpoints
      .filter(({ serviceName, type, state }) => {
        return serviceName === offer.name && type === offer.type && BROKEN.includes(state);
      })
      .filter((endpoint) => alone || isBlocking(facts, endpoint))
      .map(({ id, state }) => ({
        code: "endpoint-failed",
        severity: "error" as const,
        summary: `${service.raw}: the endpoint ${id} is ${state}.`,
        detail: "It carries no traffic and does not recover, and a new one may fail for the same reason.",
        resources: [id, service.raw],
        fix: `Find out why it is ${state}, delete it (aws ec2 delete-vpc-endpoints --vpc-endpoint-ids ${id}), and plan again.`,
      }));
  });
