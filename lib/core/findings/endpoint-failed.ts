import { endpointsOf } from "../desired";
import type { Check } from "./check";

const BROKEN = ["failed", "rejected", "expired"];

/** An endpoint of the service is there but will never work; beside a sound one it is only clutter, and not reported. */
export const endpointFailed: Check = ({ before, services }) =>
  services
    .filter((service) => endpointsOf(before, service).length === 0)
    .flatMap((service) =>
      before.endpoints
        .filter(({ serviceName, type, state }) => {
          return serviceName === service.offer.name && type === service.offer.type && BROKEN.includes(state);
        })
        .map(({ id, state }) => ({
          code: "endpoint-failed",
          severity: "error" as const,
          summary: `${service.written}: the endpoint ${id} is ${state}.`,
          detail: "It carries no traffic and does not recover, and a new one may run into what made it fail.",
          resources: [id, service.written],
          fix: `Find out why it is ${state}, delete it (aws ec2 delete-vpc-endpoints --vpc-endpoint-ids ${id}), and plan again.`,
        })),
    );
