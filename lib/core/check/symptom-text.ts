/** Sentences for symptoms. */

import { BLOCK_REASONS, NETWORK_ACL_REASONS } from "#lib/core/format/labels";
import type { BlockReason } from "#lib/core/format/plan-format";
import { findService } from "#lib/core/network/services/service";
import type { Snapshot } from "#lib/core/network/snapshot";
import type { WorkloadKind } from "#lib/core/network/workload";
import { listed } from "#lib/core/text/phrases";

/**
 * `broken`: does not work; `partial`: works for some connections; `unknown`: what decides it is not visible from here; `internet`:
 * works, though not privately; `covered`: the group alone would not do, but other groups of the same interfaces do.
 */
export type SymptomKind = "broken" | "partial" | "unknown" | "internet" | "covered";

/** What to do about a symptom: whether a plan does it, and a text. */
export type Fix = { byPlan: boolean; words: string };

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
  return ABILITIES[only] ?? `reach ${listed(services.map((service) => service.replace(/:interface$/, "")))}`;
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
  const people = `${listed([head, ...tail.map((name) => name.toLowerCase())])} in ${where}`;
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

/** Services as a sentence names them, joined by the word, such as "ecr.api and s3 gateway". */
type Named = (word: "and" | "or") => string;

type CauseWords = {
  /** Why the services cannot be reached. Default: as `BLOCK_REASONS` has it. */
  clause?: (named: Named, many: boolean) => string;
  /** What a plan does about it. Default: nothing. */
  plan?: (services: readonly string[]) => string;
  /** What people can do about a cause that no plan removes. */
  otherwise?: string;
};

const endpoints = (named: Named, many: boolean): string => `the ${named("and")} endpoint${many ? "s" : ""}`;

/** In the order in which a sentence names causes. */
const CAUSES: Record<BlockReason, CauseWords> = {
  "no-endpoint": {
    clause: (named) => `no ${named("or")} endpoint`,
    plan: (services) => `create ${services.length > 1 ? "endpoints" : "an endpoint"} for ${listed(services)}`,
  },
  "not-available": { clause: (named, many) => `${endpoints(named, many)} ${many ? "are" : "is"} not available` },
  "private-dns-off": {
    clause: (named, many) => `${endpoints(named, many)} ${many ? "have" : "has"} private DNS off`,
    plan: (services) => `switch private DNS on for ${listed(services)}`,
  },
  "dns-support": { plan: () => "switch DNS resolution on in the VPC" },
  "dns-hostnames": {
    clause: () => "DNS hostnames (enableDnsHostnames) are off in the VPC, so private DNS does not work",
    plan: () => "switch DNS hostnames on in the VPC",
  },
  "no-route": {
    clause: (named, many) => `no route to ${endpoints(named, many)}`,
    plan: (services) => `add the subnet's route table to the ${listed(services)} gateway`,
  },
  "other-route": {
    clause: (named) => `another route takes packets to ${named("and")}`,
    otherwise:
      "Remove the routes that take the packets, or make them less specific; Postern changes no routes of others.",
  },
  "no-default-route": { clause: () => "no default route" },
  "no-public-address": { clause: () => "no public address for the internet gateway" },
  "client-egress": {
    clause: () => "their security group does not allow egress to it",
    plan: () => "allow egress in the workloads' group",
  },
  "endpoint-ingress": {
    clause: (named, many) => `the security group of ${endpoints(named, many)} does not allow ingress from them`,
    plan: () => "allow ingress from the workloads in the endpoint's group",
  },
  "client-nacl-out": { clause: () => "the network ACL of their subnet does not allow it outbound" },
  "client-nacl-in": { clause: () => "the network ACL of their subnet does not allow return traffic inbound" },
  "endpoint-nacl-in": { clause: () => "the network ACL of the endpoint's subnet does not allow it inbound" },
  "endpoint-nacl-out": {},
  "ip-address-type": {
    clause: (named, many) => `${endpoints(named, many)} ${many ? "have" : "has"} no addresses of their kind`,
  },
  "dns-firewall": {
    clause: (named) => `DNS Firewall blocks the names of ${named("and")}`,
    otherwise: "Allow the names in DNS Firewall, by a rule before the one that blocks them.",
  },
  "hosted-zone": {
    clause: () => "the names are answered by private hosted zones, and where they lead is not visible from here",
    otherwise: "Ask who owns the zones where their records lead.",
  },
  "resolver-rule": {
    clause: () => "Resolver rules forward the names, and where they lead is not visible from here",
    otherwise: "Ask who runs the DNS servers what they answer.",
  },
  "port-unknown": {
    clause: (named) => `the ports of ${named("and")} are not known`,
    otherwise: "Ask the owner of the service, and name its ports in the intent (ports).",
  },
  "group-unreadable": { otherwise: "Look at the group in the VPC or account that it belongs to." },
  "not-visible": { otherwise: "Ask the owner of the VPC: only the owner sees and creates its endpoints." },
};

const CAUSE_ORDER = Object.keys(CAUSES) as BlockReason[];

/** The services that a cause keeps from being reached; an endpoint that is not available is there. */
function servicesWith(cause: BlockReason, causes: Causes): readonly string[] {
  const unavailable = cause === "no-endpoint" ? (causes.get("not-available") ?? []) : [];
  return (causes.get(cause) ?? []).filter((service) => !unavailable.includes(service));
}

/** "no ecr.api or ecr.dkr endpoint, and no default route". */
export function causeClauses(causes: Causes, snapshot: Snapshot): string {
  const clauses = CAUSE_ORDER.flatMap((cause) => {
    const services = servicesWith(cause, causes);
    if (services.length === 0) return [];
    const names = services.map((service) => {
      const isGateway = findService(snapshot, service)?.offer.type === "Gateway";
      return isGateway ? `${service} gateway` : service.replace(/:interface$/, "");
    });
    const { clause } = CAUSES[cause];
    return [clause ? clause((word) => listed(names, 6, word), services.length > 1) : BLOCK_REASONS[cause]];
  });
  return clauses.length > 1 ? `${clauses.slice(0, -1).join(", ")}, and ${clauses.at(-1)}` : (clauses[0] ?? "");
}

const BY_HAND = {
  acl: "Change the network ACLs manually: the service's ports in one direction, ports 1024 to 65535 in the other. Postern does not change network ACLs.",
  // On a path other than today's they may or may not block.
  newPath:
    "The network ACLs must allow the service's ports out to the endpoints and ports 1024 to 65535 back, too; Postern does not change them.",
  state: "Wait until the endpoint is available; if it failed, was rejected or has expired, delete it first.",
};

/** What a plan would do about these causes, as a sentence; empty: nothing. */
export function planWords(causes: Causes): string {
  const planned = CAUSE_ORDER.flatMap((cause) => {
    const services = servicesWith(cause, causes);
    return services.length > 0 ? (CAUSES[cause].plan?.(services) ?? []) : [];
  });
  const first = listed(planned);
  return first ? `${first.charAt(0).toUpperCase()}${first.slice(1)}.` : "";
}

/** What is left to people. A network ACL that stops today's path must be changed; of one on a path that a plan creates, it is said what it must allow. */
export function byHandWords(causes: Causes): string[] {
  const movesAway = causes.has("no-endpoint") || causes.has("private-dns-off") || causes.has("no-route");
  return [
    ...(NETWORK_ACL_REASONS.some((cause) => causes.has(cause)) ? [movesAway ? BY_HAND.newPath : BY_HAND.acl] : []),
    ...(causes.has("not-available") ? [BY_HAND.state] : []),
    ...[...causes.keys()].flatMap((cause) => CAUSES[cause].otherwise ?? []),
  ];
}
