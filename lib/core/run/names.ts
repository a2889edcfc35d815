/** What people call what a run is about, stored with it: later the account may have other names, or none. */
import type { Plan } from "#lib/core/format/plan-format";
import { NAMED_ID, resourceNames } from "#lib/core/network/resource-names";
import { shortName } from "#lib/core/network/services/service";
import type { Snapshot } from "#lib/core/network/snapshot";

/** Names by id; untrusted. */
export type Names = Readonly<Record<string, string>>;

/** The names of everything that a plan mentions, as they are in the account it was planned over. */
export function namesIn(plan: Plan, snapshot: Snapshot): Names {
  const names = resourceNames(snapshot);
  const mentioned = new Set(JSON.stringify(plan).match(NAMED_ID));
  return Object.fromEntries([...names].filter(([id]) => mentioned.has(id)));
}

/** Who gets what, and where: what a run's title says. */
export type RunAbout = { vpc: string; clients: string[]; services: string[] };

/** "ecr" of ecr.api and ecr.dkr, "ecs" of ecs-agent: several endpoints that people know as one service. */
function family(service: string, region: string): string {
  const name = shortName(service, region);
  return name.startsWith("com.") ? name : name.replace(/[.:].*$/, "").replace(/^ecs-(?:agent|telemetry)$/, "ecs");
}

/** Names where they are known, else ids. */
export function aboutOf({ vpcId, region, intent }: Pick<Plan, "vpcId" | "region" | "intent">, names: Names): RunAbout {
  const nameOf = (id: string) => names[id] ?? id;
  return {
    vpc: nameOf(vpcId),
    clients: intent.clientSecurityGroupIds.map(nameOf),
    services: [...new Set(intent.services.map((service) => family(service, region)))],
  };
}
