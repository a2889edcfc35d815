/** The endpoints that a VPC has, as an intent whose plan is empty. */
import type { Change } from "#lib/core/format/plan-format";
import { type Intent, type IntentInput, intentSchema, normalizeIntent } from "#lib/core/intent/intent";
import { networkIndex } from "#lib/core/network/network-index";
import { routeTableOf, workloadInterfaces } from "#lib/core/network/routes/routes";
import { isNamed } from "#lib/core/network/services/endpoint";
import type { SecurityGroupId, Snapshot, Tags } from "#lib/core/network/snapshot";
import { plan } from "#lib/core/plan";
import { gatewaySubnets } from "#lib/core/planning/desired";
import { isNarrower } from "#lib/core/policy/narrower";
import { listed } from "#lib/core/text/phrases";
import { allowsVpc, namedClients, portsInUse } from "./clients";
import { endpointSet, type Member, subnetsOfSet } from "./endpoint-set";

/** `intent`: null where there is none, for the reason that the notes give. `notes`: sentences on what it does not say. */
export type Import = { intent: Intent | null; notes: string[] };

const NOT_HELD =
  "An account does not hold the cutover, accepted risks, candidate subnets that were not used, subnets where workloads may run later, and clients that other rules allowed already.";

/** EC2's default quota is 5 groups an interface; an intent names at most 200. */
const MOST_CLIENTS = 200;

type Field<K extends keyof IntentInput> = Pick<IntentInput, K> | Record<never, never>;

/** The group that most of the endpoints carry: by name where Postern created it, so that the intent creates it elsewhere too. */
function endpointGroup(snapshot: Snapshot, interfaces: readonly Member[]): Field<"endpointSecurityGroup"> {
  const counts = new Map<SecurityGroupId, number>();
  for (const id of interfaces.flatMap(({ endpoint }) => endpoint.securityGroupIds)) {
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  const { securityGroups } = networkIndex(snapshot);
  const isOurs = (id: SecurityGroupId) => securityGroups.get(id)?.tags["postern:run"] !== undefined;
  const [most] = [...counts].sort(
    ([a, x], [b, y]) => y - x || Number(isOurs(b)) - Number(isOurs(a)) || (a < b ? -1 : 1),
  );
  const group = most && securityGroups.get(most[0]);
  if (!group) return {};
  return { endpointSecurityGroup: isOurs(group.id) ? { create: { name: group.name } } : { id: group.id } };
}

function policiesOf(members: readonly Member[]): Record<string, unknown> {
  const own = members.filter(({ endpoint: { policy } }) => policy !== null && isNarrower(policy, null));
  return Object.fromEntries(own.map(({ service, endpoint }) => [service.raw, endpoint.policy]));
}

/** The type of all endpoints; IPv4 where they differ, which each of them that is not for IPv6 alone serves. */
function addressType(interfaces: readonly Member[]): Field<"ipAddressType"> {
  const types = new Set(interfaces.map(({ endpoint }) => endpoint.ipAddressType));
  const [one] = types;
  return types.size === 1 && (one === "dualstack" || one === "ipv6") ? { ipAddressType: one } : {};
}

/** Tags that all of them have, besides names and those that Postern or AWS sets. */
function commonTags(members: readonly Member[]): Tags {
  const [first, ...rest] = members.map(({ endpoint }) => endpoint.tags);
  return Object.fromEntries(
    Object.entries(first ?? {}).filter(
      ([key, value]) => !/^(?:aws:|postern:|Name$)/i.test(key) && rest.every((tags) => tags[key] === value),
    ),
  );
}

/** The route tables that all gateways have, where they are not those that the planner would choose anyway. */
function routeTables(
  snapshot: Snapshot,
  gateways: readonly Member[],
  intent: Intent,
): Pick<Intent, "gatewayRouteTableIds"> | Record<never, never> {
  const lists = gateways.map(({ endpoint }) => endpoint.routeTableIds);
  const common = (lists[0] ?? []).filter((id) => lists.every((list) => list.includes(id))).sort();
  const chosen = new Set(gatewaySubnets(snapshot, intent).flatMap((id) => routeTableOf(snapshot, id)?.id ?? []));
  const isSame = common.length === chosen.size && common.every((id) => chosen.has(id));
  return isSame || common.length === 0 ? {} : { gatewayRouteTableIds: common };
}

/** Groups that changes of rules are for: the changed group itself, or the peers that it would allow. */
function groupsIn({ kind, input }: Change): string[] {
  if (kind === "authorize-egress") return [String(input.GroupId)];
  if (kind !== "authorize-ingress") return [];
  const { IpPermissions } = input as { IpPermissions?: { UserIdGroupPairs?: { GroupId?: string }[] }[] };
  return (IpPermissions ?? []).flatMap(
    ({ UserIdGroupPairs }) => UserIdGroupPairs?.flatMap(({ GroupId }) => GroupId ?? []) ?? [],
  );
}

/** Of these groups, those for which a plan adds no rules. */
function connected(snapshot: Snapshot, intent: Intent, groups: readonly SecurityGroupId[]): SecurityGroupId[] {
  let left = groups;
  while (left.length > 0) {
    const { changes } = plan(snapshot, { ...intent, clientSecurityGroupIds: left as SecurityGroupId[] });
    const lacking = new Set(changes.flatMap(groupsIn));
    const next = left.filter((id) => !lacking.has(id));
    if (next.length === left.length) break;
    left = next;
  }
  return [...left];
}

/** Groups that workloads carry, in the order of how many do, for where no rule names the clients. */
function carriedGroups(snapshot: Snapshot): SecurityGroupId[] {
  const counts = new Map<SecurityGroupId, number>();
  for (const id of workloadInterfaces(snapshot).flatMap(({ securityGroupIds }) => securityGroupIds)) {
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([id]) => id)
    .slice(0, MOST_CLIENTS);
}

const nothing = (notes: string[], why: string): Import => ({ intent: null, notes: [...notes, why] });

/**
 * The endpoint set of a VPC as an intent. Planned on the account that it was read from it changes nothing; endpoints that one intent
 * cannot stand for together with the others are left out, and named. `services`: those to import, as intents name them; without it
 * all that are there.
 */
export function importIntent(snapshot: Snapshot, services?: readonly string[]): Import {
  const { interfaces, gateways, notes } = endpointSet(snapshot, services ?? null);
  const members = [...interfaces, ...gateways];
  const { vpc, region } = snapshot;
  if (!vpc) return nothing(notes, "The VPC was not found.");
  if (members.length === 0) return nothing(notes, `${vpc.id} has no endpoints that could be imported.`);

  const named = namedClients(snapshot, interfaces, gateways);
  const candidates = named.length > 0 ? named.slice(0, MOST_CLIENTS) : carriedGroups(snapshot);
  const subnets = subnetsOfSet(snapshot, interfaces);
  const ports = portsInUse(snapshot, interfaces);
  const tags = commonTags(members);
  const policies = policiesOf(members);
  const [first] = candidates;
  if (!first)
    return nothing(notes, "No rule names a client, and no workload runs here: there is no group to name as a client.");
  const raw = intentSchema.safeParse({
    version: 1,
    region,
    vpcId: vpc.id,
    services: members.map(({ service }) => service.raw),
    subnetIds: subnets.common,
    clientSecurityGroupIds: [first],
    ...endpointGroup(snapshot, interfaces),
    ...(allowsVpc(snapshot, interfaces) ? { admitVpcCidrs: true } : {}),
    ...(Object.keys(ports).length > 0 ? { ports } : {}),
    privateDns: interfaces.length === 0 || interfaces.some(({ endpoint }) => isNamed(endpoint)),
    policies,
    ...addressType(interfaces),
    tags,
  });
  if (!raw.success) {
    const [{ path, message } = { path: [], message: "" }] = raw.error.issues;
    return nothing(notes, `What is there cannot be written as an intent: ${path.join(".")} ${message}.`);
  }
  const draft = normalizeIntent(raw.data);
  const withClients = (intent: Intent): Intent | null => {
    const clients = connected(snapshot, intent, candidates);
    return clients.length > 0 ? { ...intent, clientSecurityGroupIds: clients } : null;
  };
  const isUnchanged = (intent: Intent) => plan(snapshot, intent).changes.length === 0;
  const whole = (intent: Intent): Intent => ({ ...intent, ...routeTables(snapshot, gateways, intent) });

  // Where a service lacks a zone because it is not offered there, all subnets of the others are candidates.
  for (const subnetIds of [subnets.all, subnets.common]) {
    const all = withClients({ ...draft, subnetIds });
    if (all && isUnchanged(whole(all))) return { intent: whole(all), notes: closing(notes, named, candidates, all) };
  }
  // What one service lacks would change the account: it is left out, and the others stay.
  const fits = draft.services.filter((service) => {
    const alone = withClients({ ...draft, services: [service] });
    return alone !== null && isUnchanged(whole(alone));
  });
  const left = draft.services.filter((service) => !fits.includes(service));
  const rest = fits.length > 0 ? withClients({ ...draft, services: fits }) : null;
  if (!rest || !isUnchanged(whole(rest))) {
    return nothing(
      notes,
      "No group may use these endpoints as they are, or each for other groups: import them by --services, or plan what is missing.",
    );
  }
  return {
    intent: whole(rest),
    notes: closing(
      [...notes, `Left out: ${listed(left)}, for which planning would still change something.`],
      named,
      candidates,
      rest,
    ),
  };
}

/** What is to be known of the clients, and what no account holds. */
function closing(
  notes: readonly string[],
  named: readonly SecurityGroupId[],
  candidates: readonly SecurityGroupId[],
  { clientSecurityGroupIds }: Intent,
): string[] {
  const lost = named.filter((id) => !clientSecurityGroupIds.includes(id));
  return [
    ...notes,
    ...(named.length === 0
      ? [
          `No rule names the clients: those of the ${candidates.length} groups that workloads carry and that reach the endpoints are taken.`,
        ]
      : []),
    ...(lost.length > 0 ? [`Not among the clients: ${listed(lost, 10)}, which rules name but which lack others.`] : []),
    NOT_HELD,
  ];
}
