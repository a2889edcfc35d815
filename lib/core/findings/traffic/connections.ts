import { shortName } from "#lib/core/network/services/service";
import type { Check } from "../check";

/** A new route of an S3 gateway breaks connections that are open at that moment (VPC user guide, gateway endpoints). */
export const s3RouteInterrupts: Check = ({ desired, before }) =>
  desired.gateways
    .filter(
      ({ service, missingRouteTables }) =>
        missingRouteTables.length > 0 && shortName(service.offer.name, before.region) === "s3",
    )
    .map(({ missingRouteTables }) => ({
      code: "s3-route-interrupts",
      severity: "warning",
      summary: `Open connections to S3 break once when the new route goes into ${missingRouteTables.join(", ")}.`,
      detail:
        "Requests come from private addresses then: bucket policies with conditions on aws:SourceIp stop matching; aws:SourceVpce or aws:VpcSourceIp take their place.",
      resources: missingRouteTables,
      fix: "Apply while no long upload or download is going on.",
    }));

/** ECS agents that run already keep their old connections (ECS developer guide, interface endpoints). */
export const ecsAgentRestart: Check = ({ changes }) =>
  changes.some(({ id }) => id === "create-endpoint-ecs-agent" || id === "create-endpoint-ecs-telemetry")
    ? [
        {
          code: "ecs-agent-restart",
          severity: "info",
          summary: "Container agents that run already must be restarted to use the new endpoints.",
          detail: "An agent keeps the connection that it opened when it started.",
          resources: [],
          fix: "Restart the ECS agent on each container instance after the apply.",
        },
      ]
    : [];
