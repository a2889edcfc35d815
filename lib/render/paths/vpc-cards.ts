/** The cards of endpoints, DNS attributes and services. */
import { shortName } from "#lib/core/network/services/service";
import type { VpcEndpoint } from "#lib/core/network/snapshot";
import { counted, listed } from "#lib/core/text/phrases";
import { inBoth } from "../diagram/scene";
import { resolutionOf } from "../diagram/scene/dns-rows";
import { inRules } from "../diagram/scene/endpoint-cards";
import { targetKey } from "../diagram/scene/rules";
import { endpoints, nameOf, type Story } from "../diagram/scene/story";
import type { DiagramView } from "../diagram/shape";
import { isWanted, MOST_NAMES, muted, type Pair, type Parts, ruleLine, subnetNames } from "./parts";
import type { PathCard, PathFace } from "./picture";

function zoneCount({ before }: Story, { subnetIds }: VpcEndpoint): number {
  const here = new Set<string>(subnetIds);
  return new Set(before.subnets.filter(({ id }) => here.has(id)).map((one) => one.availabilityZone)).size;
}

/** An endpoint before and after the plan. */
function pairFaces(
  { was, is }: Pair,
  changes: readonly string[],
  face: (endpoint: VpcEndpoint, state: PathFace["state"]) => PathFace,
): PathCard["faces"] {
  const state = was ? (changes.length > 0 ? "changed" : "existing") : "added";
  return { before: was && face(was, "existing"), after: face(is, state) };
}

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
    faces: pairFaces({ was, is }, changes, face),
    changes,
  };
}

export function endpointCards(parts: Parts): PathCard[] {
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

export function gatewayCard({ story }: Parts, { was, is }: Pair): PathCard {
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
    faces: pairFaces({ was, is }, changes, face),
    changes,
  };
}

/** DNS attributes of the VPC that the plan switches on. */
export function attributeCards({ story }: Parts): PathCard[] {
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

export function serviceCard({ plan, story }: Parts, service: string): PathCard {
  const names = plan.dns.filter((row) => row.service === service);
  const [first] = names;
  const rows = plan.reachability.filter((row) => row.service === service);
  const face = (view: DiagramView): PathFace => {
    const isPrivate = rows.length > 0 && rows.every((row) => row[view] === "private");
    const gained = view === "after" && rows.some((row) => row.before !== "private");
    const leads = first ? resolutionOf(story, view, first) : "";
    return {
      state: isPrivate && gained ? "added" : "existing",
      title: first?.name ?? service,
      aside: "",
      lines: [muted(`→ ${leads}`)],
      note: names.map(({ name }) => name).join(", "),
    };
  };
  return { id: `service/${service}`, column: "services", parent: null, faces: inBoth(face), changes: [] };
}
