import type { VpcCheckRow } from "#lib/core/check/vpc-check";
import { groupFindings } from "#lib/core/format/finding-groups";
import type { Change, Finding, Plan, ReachabilityRow } from "#lib/core/format/plan-format";
import { resolveReferences } from "#lib/core/format/references";
import { routeTables, subnetsOfGroup } from "#lib/core/network/routes/routes";
import { findService, shortName } from "#lib/core/network/services/service";
import type {
  EndpointService,
  NetworkAcl,
  NetworkInterface,
  RouteTable,
  SecurityGroupId,
  Snapshot,
  SubnetId,
  Tags,
  VpcEndpoint,
} from "#lib/core/network/snapshot";
import { lackingAclEntries } from "#lib/core/planning/acl-entries";
import { applyChanges } from "#lib/core/planning/simulate";
import { memoize } from "#lib/core/text/memoize";
import type { DiagramView } from "../shape";
import { workloadsBySubnet } from "./subnet-workloads";

const GONE = new Set(["deleted", "deleting"]);

/** What the parts of a scene are built from: the account before and after, and lookups that all parts need. */
export type Story = {
  before: Snapshot;
  after: Snapshot;
  plan: Plan | null;
  /** The plan's; without a plan what was checked, the same before and after. */
  reachability: readonly ReachabilityRow[];
  /** Network ACLs that stop packets of these rows after the plan. */
  blockingAcls: ReadonlySet<NetworkAcl>;
  /** Ids of changes by what they act on: an endpoint's id, `egress:` or `ingress:` and a group's id, a change's kind. */
  changesOf(key: string): string[];
  clients: SecurityGroupId[];
  /** Clients that no interface carries yet: they are expected in the candidate subnets. */
  clientsWithoutInterfaces: ReadonlySet<SecurityGroupId>;
  /** By the ids of interfaces that lose access to a service by the plan: the findings that say so. */
  cutOff: ReadonlyMap<string, readonly Finding[]>;
  /** What some interfaces lose, in words. */
  lossesOf(interfaces: readonly NetworkInterface[]): string;
  /** What the plan is about, by the names in the intent; without a plan, what has endpoints. */
  services: ReadonlyMap<string, Pick<EndpointService, "name" | "type">>;
  interfacesIn(subnetId: SubnetId): NetworkInterface[];
  routeTableOf(subnetId: SubnetId): RouteTable | undefined;
};

/** What a change acts on; what a change creates has the change's id. */
function actsOn({ id, kind, input }: Change): string {
  const known = resolveReferences(input, ({ source }) => source);
  switch (kind) {
    case "create-security-group":
    case "create-endpoint":
      return id;
    case "authorize-egress":
      return `egress:${known.GroupId}`;
    case "authorize-ingress":
      return `ingress:${known.GroupId}`;
    case "modify-endpoint":
    case "enable-private-dns":
      return String(known.VpcEndpointId);
    case "enable-dns-support":
    case "enable-dns-hostnames":
      return kind;
    default:
      return kind satisfies never;
  }
}

function wanted(snapshot: Snapshot, services: readonly string[]): [string, Pick<EndpointService, "name" | "type">][] {
  return [...new Set(services)].sort().map((service) => {
    const offer = findService(snapshot, service)?.offer;
    return [service, { name: offer?.name ?? service, type: offer?.type ?? "Interface" }];
  });
}

/** The findings about each interface that loses access; findings that share their resources share a list. */
function findingsByInterface(plan: Plan | null): ReadonlyMap<string, readonly Finding[]> {
  const byResources = new Map<readonly string[], Finding[]>();
  for (const finding of plan?.findings ?? []) {
    if (finding.code === "blast-radius") memoize(byResources, finding.resources, () => []).push(finding);
  }
  const byInterface = new Map<string, readonly Finding[]>();
  for (const [resources, findings] of byResources) {
    for (const id of resources) {
      const known = byInterface.get(id);
      byInterface.set(id, known ? [...known, ...findings] : findings);
    }
  }
  return byInterface;
}

const asBefore = ({ verdict, blockedBy, ...row }: VpcCheckRow): ReachabilityRow => ({
  ...row,
  before: verdict,
  after: verdict,
  blockedBy: { before: blockedBy, after: blockedBy },
});

/** A snapshot before and after a plan. Without a plan both sides are the same, and `today` is what its workloads reach. */
export function story(snapshot: Snapshot, plan: Plan | null, today: readonly VpcCheckRow[] = []): Story {
  const reachability = plan?.reachability ?? today.map(asBefore);
  const changes = new Map<string, string[]>();
  for (const change of plan?.changes ?? []) {
    const key = actsOn(change);
    changes.set(key, [...(changes.get(key) ?? []), change.id]);
  }
  const existing = snapshot.endpoints
    .filter(({ state }) => !GONE.has(state))
    .map(({ serviceName: name, type }) => [shortName(name, snapshot.region), { name, type }] as const);
  const interfaces = workloadsBySubnet(snapshot);
  const cutOff = findingsByInterface(plan);
  const losses = new Map<string, string>();
  const after = plan ? applyChanges(snapshot, plan.changes) : snapshot;
  const clients = plan
    ? [...plan.intent.clientSecurityGroupIds].sort()
    : [...new Set(today.map(({ securityGroupId }) => securityGroupId))].sort();
  const lacking = lackingAclEntries(snapshot, {
    changes: plan?.changes ?? [],
    intent: plan?.intent ?? { ipAddressType: "ipv4" },
    reachability,
  });
  return {
    before: snapshot,
    after,
    plan,
    reachability,
    blockingAcls: new Set(lacking.map(({ acl }) => acl)),
    changesOf: (key) => changes.get(key) ?? [],
    clients,
    clientsWithoutInterfaces: new Set(clients.filter((client) => subnetsOfGroup(snapshot, client).length === 0)),
    cutOff,
    lossesOf: (some) => {
      const found = [...new Set(some.flatMap(({ id }) => cutOff.get(id) ?? []))];
      return memoize(losses, found.map(({ summary }) => summary).join(), () =>
        groupFindings(found)
          .flatMap(({ summaries }) => summaries)
          .join(" "),
      );
    },
    services: new Map(
      plan
        ? wanted(snapshot, plan.intent.services)
        : [
            ...existing,
            ...wanted(
              snapshot,
              today.map(({ service }) => service),
            ),
          ],
    ),
    interfacesIn: (subnetId) => interfaces.get(subnetId) ?? [],
    routeTableOf: routeTables(snapshot),
  };
}

/** The Name tag, else the id. */
export function nameOf(resource: { id: string; tags: Tags }): string {
  return resource.tags.Name || resource.id;
}

export function groupName({ after }: Story, id: SecurityGroupId): string {
  return after.securityGroups.find((group) => group.id === id)?.name ?? id;
}

/** The endpoints after the plan, each with its state before. */
export function endpoints(
  { before, after }: Pick<Story, DiagramView>,
  type: "Interface" | "Gateway",
): { was: VpcEndpoint | null; is: VpcEndpoint }[] {
  const earlier = new Map(before.endpoints.map((endpoint) => [endpoint.id, endpoint]));
  return after.endpoints
    .filter((endpoint) => endpoint.type === type && !GONE.has(endpoint.state))
    .map((is) => ({ was: earlier.get(is.id) ?? null, is }))
    .sort((a, b) => (a.is.serviceName + a.is.id < b.is.serviceName + b.is.id ? -1 : 1));
}
