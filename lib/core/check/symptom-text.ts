/** Sentences for symptoms. */

import type { BlockReason } from "#lib/core/format/plan-format";
import { findService } from "#lib/core/network/service";
import type { Snapshot } from "#lib/core/network/snapshot";
import type { WorkloadKind } from "#lib/core/network/workload";

/**
 * `broken`: does not work; `partial`: works for some connections; `unknown`: what decides it is not visible from here; `internet`:
 * works, though not privately; `covered`: the group alone would not do, but other groups of the same interfaces do.
 */
export type SymptomKind = "broken" | "partial" | "unknown" | "internet" | "covered";

/** What to do about a symptom: whether a plan does it, and a text. */
export type Fix = { byPlan: boolean; words: string };

/** "a", "a and b", "a, b and c"; beyond `most`, "a, b and 3 more". */
export function listing(names: readonly string[], most = Number.POSITIVE_INFINITY, word = "and"): string {
  const shown = names.length > most ? [...names.slice(0, most), `${names.length - most} more`] : names;
  return shown.length > 1 ? `${shown.slice(0, -1).join(", ")} ${word} ${shown.at(-1)}` : (shown[0] ?? "");
}

const PEOPLE: Record<WorkloadKind, string> = {
  task: "Tasks",
  instance: "Instances",
  function: "Functions",
  "load balancer": "Load balancers",
  interface: "Network interfaces",
};

const ABILITIES: Readonly<Record<string, string>> = {
  logs: "write logs to CloudWatch",
  secretsmanager: "read secrets from Secrets Manager",
  ssm: "read parameters from Parameter Store",
  ssmmessages: "open ECS Exec sessions",
  kms: "use KMS keys",
  ecs: "call the ECS API",
  "ecs-agent": "get orders from ECS",
  "ecs-telemetry": "report metrics to ECS",
};

/** What a workload cannot do without the service. */
function abilityOf(services: readonly string[]): string {
  const [only = ""] = services;
  if (services.includes("ecr.dkr")) return "pull images";
  if (services.includes("ecr.api")) return "log in to ECR, without which no image can be pulled";
  return ABILITIES[only] ?? `reach ${listing(services.map((service) => service.replace(/:interface$/, "")))}`;
}

/** "Tasks in subnet-… cannot pull images". `layers`: S3 is asked for because ECR keeps image layers in it. */
export function doing(
  kind: SymptomKind,
  who: readonly WorkloadKind[],
  where: string,
  services: readonly string[],
  layers: boolean,
): string {
  const [head = "Workloads", ...tail] = who.map((what) => PEOPLE[what]);
  const people = `${listing([head, ...tail.map((name) => name.toLowerCase())])} in ${where}`;
  const ability = layers && services.join() === "s3" ? "download image layers from S3" : abilityOf(services);
  const phrases: Record<SymptomKind, string> = {
    broken: `cannot ${ability}`,
    partial: `can ${ability} only in part`,
    unknown: `may or may not ${ability}`,
    internet: `${ability} over the internet or another network`,
    covered: `${ability} by their other security groups only; this one alone does not do`,
  };
  return `${people} ${phrases[kind]}`;
}

type Causes = ReadonlyMap<BlockReason, readonly string[]>;

/** "no ecr.api or ecr.dkr endpoint, and no default route". */
export function causeClauses(causes: Causes, snapshot: Snapshot): string {
  const named = (services: readonly string[], word: string) =>
    listing(
      services.map((service) => {
        const isGateway = findService(snapshot, service)?.offer.type === "Gateway";
        return isGateway ? `${service} gateway` : service.replace(/:interface$/, "");
      }),
      6,
      word,
    );
  const the = (services: readonly string[]) =>
    `the ${named(services, "and")} endpoint${services.length > 1 ? "s" : ""}`;
  const are = (services: readonly string[]) => (services.length > 1 ? "are" : "is");
  const have = (services: readonly string[]) => (services.length > 1 ? "have" : "has");
  const words: Record<BlockReason, (services: readonly string[]) => string> = {
    "no-endpoint": (services) => `no ${named(services, "or")} endpoint`,
    "not-available": (services) => `${the(services)} ${are(services)} not available`,
    "private-dns-off": (services) => `${the(services)} ${have(services)} private DNS off`,
    "dns-support": () => "DNS resolution (enableDnsSupport) is off in the VPC",
    "dns-hostnames": () => "DNS hostnames (enableDnsHostnames) are off in the VPC, so private DNS does not work",
    "no-route": (services) => `no route to ${the(services)}`,
    "other-route": (services) => `another route takes packets to ${named(services, "and")}`,
    "no-default-route": () => "no default route",
    "client-egress": () => "their security group does not allow egress to it",
    "endpoint-ingress": (services) => `the security group of ${the(services)} does not allow ingress from them`,
    "client-nacl-out": () => "the network ACL of their subnet does not allow it outbound",
    "client-nacl-in": () => "the network ACL of their subnet does not allow return traffic inbound",
    "endpoint-nacl-in": () => "the network ACL of the endpoint's subnet does not allow it inbound",
    "endpoint-nacl-out": () => "the network ACL of the endpoint's subnet does not allow return traffic outbound",
    "ip-address-type": (services) => `${the(services)} ${have(services)} no addresses of their kind`,
    "dns-firewall": (services) => `DNS Firewall blocks the names of ${named(services, "and")}`,
    "hosted-zone": () => "the names are resolved by private hosted zones, and where they lead is not visible from here",
    "resolver-rule": () => "Resolver rules forward the names, and where they lead is not visible from here",
    "port-unknown": (services) => `the ports of ${named(services, "and")} are not known`,
    "group-unreadable": () => "a security group that matters here cannot be read",
    "not-visible": () => "the VPC is shared by another account, whose endpoints are not visible from here",
  };
  const clauses = (Object.keys(words) as BlockReason[]).flatMap((cause) => {
    const unavailable = cause === "no-endpoint" ? (causes.get("not-available") ?? []) : [];
    const services = (causes.get(cause) ?? []).filter((service) => !unavailable.includes(service));
    return services.length > 0 ? [words[cause](services)] : [];
  });
  return clauses.length > 1 ? `${clauses.slice(0, -1).join(", ")}, and ${clauses.at(-1)}` : (clauses[0] ?? "");
}

const NETWORK_ACLS: readonly BlockReason[] = [
  "client-nacl-out",
  "client-nacl-in",
  "endpoint-nacl-in",
  "endpoint-nacl-out",
];

/** What a plan does about each cause; null: nothing. */
const PLANNED: Record<BlockReason, ((services: readonly string[]) => string) | null> = {
  "no-endpoint": (services) => `create ${services.length > 1 ? "endpoints" : "an endpoint"} for ${listing(services)}`,
  "private-dns-off": (services) => `switch private DNS on for ${listing(services)}`,
  "dns-support": () => "switch DNS resolution on in the VPC",
  "dns-hostnames": () => "switch DNS hostnames on in the VPC",
  "no-route": (services) => `add the subnet's route table to the ${listing(services)} gateway`,
  "client-egress": () => "allow egress in the workloads' group",
  "endpoint-ingress": () => "allow ingress from the workloads in the endpoint's group",
  "not-available": null,
  "no-default-route": null,
  "client-nacl-out": null,
  "client-nacl-in": null,
  "endpoint-nacl-in": null,
  "endpoint-nacl-out": null,
  "other-route": null,
  "ip-address-type": null,
  "dns-firewall": null,
  "hosted-zone": null,
  "resolver-rule": null,
  "port-unknown": null,
  "group-unreadable": null,
  "not-visible": null,
};

const BY_HAND = {
  acl: "Change the network ACLs manually: the service's ports in one direction, ports 1024 to 65535 in the other. Postern does not change network ACLs.",
  // On a path other than today's they may or may not block.
  newPath:
    "The network ACLs must allow the service's ports out to the endpoints and ports 1024 to 65535 back, too; Postern does not change them.",
  state: "Wait until the endpoint is available; if it failed, was rejected or has expired, delete it first.",
};

/** What people can do about causes that no plan removes. */
const OTHERWISE: Partial<Record<BlockReason, string>> = {
  "other-route":
    "Remove the routes that take the packets, or make them less specific; Postern changes no routes of others.",
  "dns-firewall": "Allow the names in DNS Firewall, by a rule before the one that blocks them.",
  "hosted-zone": "Ask who owns the zones where their records lead.",
  "resolver-rule": "Ask the operator of the DNS servers what they resolve the names to.",
  "port-unknown": "Ask the owner of the service, and name its ports in the intent (ports).",
  "group-unreadable": "Look at the group in the VPC or account that it belongs to.",
  "not-visible": "Ask the owner of the VPC: only the owner sees and creates its endpoints.",
};

/** What a plan would do about these causes, as a sentence; empty: nothing. */
export function planWords(causes: Causes): string {
  const planned = (Object.keys(PLANNED) as BlockReason[]).flatMap((cause) => {
    const services = causes.get(cause);
    const unavailable = causes.get("not-available") ?? [];
    const asked = (services ?? []).filter((service) => cause !== "no-endpoint" || !unavailable.includes(service));
    return asked.length > 0 ? (PLANNED[cause]?.(asked) ?? []) : [];
  });
  const first = listing(planned);
  return first ? `${first.charAt(0).toUpperCase()}${first.slice(1)}.` : "";
}

/** What is left to people. A network ACL that stops today's path must be changed; of one on a path that a plan creates, it is said what it must allow. */
export function byHandWords(causes: Causes): string[] {
  const movesAway = causes.has("no-endpoint") || causes.has("private-dns-off") || causes.has("no-route");
  return [
    ...(NETWORK_ACLS.some((cause) => causes.has(cause)) ? [movesAway ? BY_HAND.newPath : BY_HAND.acl] : []),
    ...(causes.has("not-available") ? [BY_HAND.state] : []),
    ...[...causes.keys()].flatMap((cause) => OTHERWISE[cause] ?? []),
  ];
}
