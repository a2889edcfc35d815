/** What the picture of paths shows: only what the plan touches, and who loses access by it. */
import { blockReasons, SHORT_REASONS, VERDICTS } from "#lib/core/format/labels";
import type { BlockReason, Plan, ReachabilityRow, Verdict } from "#lib/core/format/plan-format";
import { portsInWords } from "#lib/core/network/ports";
import { shortName } from "#lib/core/network/services/service";
import type { SecurityGroupId, Snapshot, VpcEndpoint } from "#lib/core/network/snapshot";
import { counted, listed } from "#lib/core/text/phrases";
import type { Item } from "../diagram/scene";
import { resolutionOf } from "../diagram/scene/dns-rows";
import { inRules } from "../diagram/scene/endpoint-cards";
import { outRules } from "../diagram/scene/out-rules";
import { type Target, targetKey, targets } from "../diagram/scene/rules";
import { endpoints, groupName, nameOf, type Story, story as storyOf } from "../diagram/scene/story";
import { workloadSummary } from "../diagram/scene/subnet-workloads";
import type { DiagramView } from "../diagram/shape";
import { type Loss, type Outcome, outcomeOf } from "../words/outcome";
import type { ArrowFace, PathArrow, PathCard, PathFace, PathLine, PathScene } from "./picture";

/** Workloads drawn one by one; the rest of them as one card. */
const MOST_WORKLOADS = 10;
const MOST_NAMES = 3;

type Parts = { snapshot: Snapshot; plan: Plan; story: Story; all: Target[]; outcome: Outcome };

const inBoth = <T>(make: (view: DiagramView) => T): Record<DiagramView, T> => ({
  before: make("before"),
  after: make("after"),
});

const muted = (text: string): PathLine => ({ text, state: "muted", changes: [] });

const subnetNames = ({ before }: Story, ids: readonly string[]): string =>
  listed(
    before.subnets
      .filter(({ id }) => ids.includes(id))
      .map(nameOf)
      .sort(),
    MOST_NAMES,
  );

/** A rule of the other picture as a line. */
function ruleLine({ faces, changes }: Item, view: DiagramView): PathLine[] {
  const face = faces[view];
  return face
    ? [{ text: `${face.label} ${face.sublabel}`, state: face.state, changes: view === "after" ? changes : [] }]
    : [];
}

const ORDER: Verdict[] = ["none", "partial", "unknown", "public"];

/** What a group does not reach privately, a line for each verdict and one for its reasons. */
function verdictLines(rows: readonly ReachabilityRow[], view: DiagramView): PathLine[] {
  return ORDER.flatMap((verdict) => {
    const of = rows.filter((row) => row[view] === verdict);
    if (of.length === 0) return [];
    const services = [...new Set(of.map(({ service }) => service))].sort();
    const isBlocked = verdict === "none" || verdict === "partial";
    const reasons =
      verdict === "public" ? [] : blockReasons([...new Set(of.flatMap((row) => row.blockedBy[view]))].sort());
    return [
      { text: `${VERDICTS[verdict]}: ${listed(services, 4)}`, state: isBlocked ? "blocked" : "existing", changes: [] },
      ...reasons.slice(0, 1).map(muted),
    ] satisfies PathLine[];
  });
}

/** "5 private", "3 of 5 private". */
function privateCount(rows: readonly ReachabilityRow[], view: DiagramView): string {
  const services = [...new Set(rows.map(({ service }) => service))];
  const count = services.filter((service) => rows.every((row) => row.service !== service || row[view] === "private"));
  return count.length === services.length ? `${count.length} private` : `${count.length} of ${services.length} private`;
}

function clientCard({ plan, story, all }: Parts, group: SecurityGroupId): PathCard {
  const rows = plan.reachability.filter((row) => row.securityGroupId === group);
  const interfaces = story.before.networkInterfaces.filter((one) => one.securityGroupIds.includes(group));
  const where = subnetNames(story, [...new Set(rows.map(({ subnetId }) => subnetId))]);
  const what = interfaces.length > 0 ? workloadSummary(interfaces) : "nothing runs yet";
  const rules = outRules(story, `paths/${group}`, group, all);
  const face = (view: DiagramView): PathFace => {
    const lines = verdictLines(rows, view);
    const isBlocked = lines.some(({ state }) => state === "blocked");
    const gained = rows.some((row) => row.after === "private" && row.before !== "private");
    return {
      state: isBlocked ? "blocked" : view === "after" && gained ? "added" : "existing",
      title: groupName(story, group),
      aside: privateCount(rows, view),
      lines: [muted(`${what} · ${where}`), ...lines, ...rules.flatMap((rule) => ruleLine(rule, view))],
      note: group,
    };
  };
  return {
    id: `workload/${group}`,
    column: "workloads",
    parent: null,
    faces: inBoth(face),
    changes: [...new Set(rules.flatMap(({ changes }) => changes))],
  };
}

const lossId = ({ group }: Loss): string => `loss/${group ?? "none"}`;

function lossCard({ story }: Parts, loss: Loss): PathCard {
  const { group, interfaces, services, reasons } = loss;
  const ids = new Set<string>(interfaces.map(({ networkInterfaceId }) => networkInterfaceId));
  const of = story.before.networkInterfaces.filter(({ id }) => ids.has(id));
  const where = muted(
    `${workloadSummary(of)} · ${subnetNames(story, [...new Set(of.map(({ subnetId }) => subnetId))])}`,
  );
  const title = group ? groupName(story, group) : "No security group";
  const because = blockReasons(reasons);
  return {
    id: lossId(loss),
    column: "workloads",
    parent: null,
    faces: {
      before: { state: "existing", title, aside: `reaches ${services.length}`, lines: [where], note: group ?? "" },
      after: {
        state: "blocked",
        title,
        aside: `loses ${services.length}`,
        lines: [
          where,
          { text: `loses ${listed(services, 5)}`, state: "blocked", changes: [] },
          ...because.slice(0, 1).map(muted),
        ],
        note: [group ?? "", ...because.slice(1)].filter(Boolean).join("; "),
      },
    },
    changes: [],
  };
}

/** The rest of a long list, in one card. */
function moreCard(id: string, count: number, state: PathFace["state"]): PathCard {
  const title = counted(count, "more security group");
  const face = { state, title, aside: "", lines: [], note: "" };
  return {
    id,
    column: "workloads",
    parent: null,
    faces: { before: { ...face, state: "existing" }, after: face },
    changes: [],
  };
}

function zoneCount({ before }: Story, { subnetIds }: VpcEndpoint): number {
  const here = new Set<string>(subnetIds);
  return new Set(before.subnets.filter(({ id }) => here.has(id)).map((one) => one.availabilityZone)).size;
}

type Pair = { was: VpcEndpoint | null; is: VpcEndpoint };

function endpointCard({ story }: Parts, parent: string, { was, is }: Pair): PathCard {
  const changes = story.changesOf(is.id);
  const face = (endpoint: VpcEndpoint, state: PathFace["state"]): PathFace => ({
    state,
    title: shortName(endpoint.serviceName, story.after.region),
    aside: `× ${counted(zoneCount(story, endpoint), "AZ")}`,
    lines: [muted(subnetNames(story, endpoint.subnetIds))],
    note: was ? `${endpoint.id}, ${endpoint.state}` : "new VPC endpoint",
  });
  return {
    id: `endpoint/${is.id}`,
    column: "vpc",
    parent,
    faces: {
      before: was && face(was, "existing"),
      after: face(is, was ? (changes.length > 0 ? "changed" : "existing") : "added"),
    },
    changes,
  };
}

function endpointCards(parts: Parts): PathCard[] {
  const { story, all } = parts;
  const pairs = endpoints(story, "Interface");
  return all.flatMap((target) => {
    const id = `endpoints/${target.key}`;
    const own = pairs.filter(({ is }) => targetKey(is) === target.key && isWanted(story, is));
    const rules = inRules(story, id, target);
    const created = target.groups.after.flatMap((group) => story.changesOf(group));
    const face = (view: DiagramView): PathFace => ({
      state: view === "before" ? "existing" : target.there ? "existing" : "added",
      title: target.label,
      aside: "",
      lines: [
        muted(view === "after" && created.length > 0 ? "new security group" : "security group"),
        ...rules.flatMap((rule) => ruleLine(rule, view)),
      ],
      note: target.groups[view].join(", "),
    });
    const card: PathCard = {
      id,
      column: "vpc",
      parent: null,
      faces: { before: target.there ? face("before") : null, after: face("after") },
      changes: [...new Set([...created, ...rules.flatMap(({ changes }) => changes)])],
    };
    return [card, ...own.map((pair) => endpointCard(parts, id, pair))];
  });
}

const isWanted = ({ services }: Story, { serviceName }: VpcEndpoint): boolean =>
  [...services.values()].some(({ name }) => name === serviceName);

function gatewayCard({ story }: Parts, { was, is }: Pair): PathCard {
  const changes = story.changesOf(is.id);
  const tables = (endpoint: VpcEndpoint) =>
    story.before.routeTables
      .filter(({ id }) => endpoint.routeTableIds.includes(id))
      .map(nameOf)
      .sort();
  const face = (endpoint: VpcEndpoint, state: PathFace["state"]): PathFace => ({
    state,
    title: `${shortName(endpoint.serviceName, story.after.region)} gateway`,
    aside: "free",
    lines: [muted(`route in ${listed(tables(endpoint), MOST_NAMES)}`)],
    note: was ? `${endpoint.id}, ${endpoint.state}` : "new gateway endpoint",
  });
  return {
    id: `endpoint/${is.id}`,
    column: "vpc",
    parent: null,
    faces: {
      before: was && face(was, "existing"),
      after: face(is, was ? (changes.length > 0 ? "changed" : "existing") : "added"),
    },
    changes,
  };
}

/** DNS attributes of the VPC that the plan switches on. */
function attributeCards({ story }: Parts): PathCard[] {
  return (["enable-dns-support", "enable-dns-hostnames"] as const).flatMap((kind) => {
    const changes = story.changesOf(kind);
    if (changes.length === 0) return [];
    const name = kind === "enable-dns-support" ? "DNS resolution" : "DNS hostnames";
    const face = (aside: string, state: PathFace["state"]): PathFace => ({
      state,
      title: name,
      aside,
      lines: [],
      note: "for the whole VPC",
    });
    return [
      {
        id: kind,
        column: "vpc" as const,
        parent: null,
        faces: { before: face("off", "existing"), after: face("off → on", "changed") },
        changes,
      },
    ];
  });
}

function serviceCard({ plan, story }: Parts, service: string): PathCard {
  const names = plan.dns.filter((row) => row.service === service);
  const [first] = names;
  const rows = plan.reachability.filter((row) => row.service === service);
  const face = (view: DiagramView): PathFace => {
    const isPrivate = rows.length > 0 && rows.every((row) => row[view] === "private");
    const gained = view === "after" && rows.some((row) => row.before !== "private");
    const isGateway = story.services.get(service)?.type === "Gateway";
    const leads = first ? resolutionOf(story, view, first) : "";
    return {
      state: isPrivate && gained ? "added" : "existing",
      title: first?.name ?? service,
      aside: "",
      lines: [muted(isGateway && isPrivate ? "public addresses, by the gateway's route" : `→ ${leads}`)],
      note: names.map(({ name }) => name).join(", "),
    };
  };
  return { id: `service/${service}`, column: "services", parent: null, faces: inBoth(face), changes: [] };
}

/** One of several reasons for an arrow; the others are in its note. */
function blockedArrow(reasons: readonly BlockReason[]): ArrowFace {
  const [first] = reasons;
  return { state: "blocked", label: first ? SHORT_REASONS[first] : "blocked", note: blockReasons(reasons).join("; ") };
}

/** From a client group to endpoints, by the rows of their services; null where it does not come to them at all. */
function clientArrow(
  parts: Parts,
  group: SecurityGroupId,
  target: string,
  services: readonly string[],
  ports: string,
  own: PathCard,
): PathArrow {
  const rows = parts.plan.reachability.filter((row) => row.securityGroupId === group && services.includes(row.service));
  const isNew = own.faces.before === null;
  const face = (view: DiagramView): ArrowFace | null => {
    if (rows.length === 0 || !own.faces[view]) return null;
    const blocked = rows.filter((row) => row[view] === "none" || row[view] === "partial");
    if (blocked.length > 0) return blockedArrow([...new Set(blocked.flatMap((row) => row.blockedBy[view]))].sort());
    if (!rows.some((row) => row[view] === "private")) return null;
    const gained = rows.some((row) => row.before !== "private");
    return { state: view === "after" && (gained || isNew) ? "added" : "existing", label: ports, note: "" };
  };
  return {
    id: `workload/${group}→${target}`,
    source: `workload/${group}`,
    target,
    faces: inBoth(face),
    changes: [...own.changes],
  };
}

function arrowsOf(parts: Parts, cards: readonly PathCard[]): PathArrow[] {
  const { story, all, outcome, plan } = parts;
  const byId = new Map(cards.map((card) => [card.id, card]));
  const offered = [...story.services];
  const servicesOf = (pairs: readonly Pair[]) =>
    offered.filter(([, { name }]) => pairs.some(({ is }) => is.serviceName === name)).map(([service]) => service);
  const groups = [
    ...all.map((target) => ({
      id: `endpoints/${target.key}`,
      services: servicesOf(endpoints(story, "Interface").filter(({ is }) => targetKey(is) === target.key)),
      ports: portsInWords(target.ports),
    })),
    ...endpoints(story, "Gateway")
      .filter(({ is }) => isWanted(story, is))
      .map((pair) => ({ id: `endpoint/${pair.is.id}`, services: servicesOf([pair]), ports: "443" })),
  ];
  const arrows: PathArrow[] = [];
  for (const { id, services, ports } of groups) {
    const own = byId.get(id);
    if (!own) continue;
    for (const group of story.clients) {
      if (byId.has(`workload/${group}`)) arrows.push(clientArrow(parts, group, id, services, ports, own));
    }
    for (const loss of outcome.losses) {
      if (!byId.has(lossId(loss)) || !loss.services.some((service) => services.includes(service))) continue;
      arrows.push({
        id: `${lossId(loss)}→${id}`,
        source: lossId(loss),
        target: id,
        faces: { before: null, after: blockedArrow(loss.reasons) },
        changes: [],
      });
    }
  }
  for (const { was, is } of [...endpoints(story, "Interface"), ...endpoints(story, "Gateway")]) {
    for (const service of servicesOf([{ was, is }])) {
      const moved = plan.dns.some((row) => row.service === service && row.before !== row.after);
      arrows.push({
        id: `${is.id}→${service}`,
        source: `endpoint/${is.id}`,
        target: `service/${service}`,
        faces: {
          before: was && { state: "existing", label: "", note: "" },
          after: { state: was && !moved ? "existing" : "added", label: "", note: "" },
        },
        changes: story.changesOf(is.id),
      });
    }
  }
  return arrows.filter(({ source, target }) => byId.has(source) && byId.has(target));
}

/** The first of a long list one by one, the rest counted. */
function shortened<T>(items: readonly T[], card: (item: T) => PathCard, more: (count: number) => PathCard): PathCard[] {
  if (items.length <= MOST_WORKLOADS) return items.map(card);
  const shown = items.slice(0, MOST_WORKLOADS - 1);
  return [...shown.map(card), more(items.length - shown.length)];
}

/** Everything that the picture of paths shows; null when there is no VPC. */
export function pathScene(snapshot: Snapshot, plan: Plan): PathScene | null {
  const { vpc } = snapshot;
  if (!vpc) return null;
  const story = storyOf(snapshot, plan);
  const parts: Parts = { snapshot, plan, story, all: targets(story), outcome: outcomeOf(snapshot, plan) };
  const losses = parts.outcome.losses.filter(({ group }) => group === null || !story.clients.includes(group));
  const cards = [
    ...shortened(
      story.clients,
      (group) => clientCard(parts, group),
      (count) => moreCard("more-clients", count, "existing"),
    ),
    ...shortened(
      losses,
      (loss) => lossCard(parts, loss),
      (count) => moreCard("more-losses", count, "blocked"),
    ),
    ...endpointCards(parts),
    ...endpoints(story, "Gateway")
      .filter(({ is }) => isWanted(story, is))
      .map((pair) => gatewayCard(parts, pair)),
    ...attributeCards(parts),
    ...[...story.services.keys()].sort().map((service) => serviceCard(parts, service)),
  ];
  return {
    headings: {
      workloads: "Workloads",
      vpc: `In the VPC ${nameOf(vpc)}`,
      services: `AWS services, ${snapshot.region}`,
    },
    cards,
    arrows: arrowsOf(parts, cards),
  };
}
