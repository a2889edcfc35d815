/** The arrows from workloads to endpoints and from endpoints to services. */
import { blockReasons, SHORT_REASONS } from "#lib/core/format/labels";
import type { BlockReason } from "#lib/core/format/plan-format";
import { portsInWords } from "#lib/core/network/ports";
import type { SecurityGroupId } from "#lib/core/network/snapshot";
import { inBoth } from "../diagram/scene";
import { targetKey } from "../diagram/scene/rules";
import { endpoints } from "../diagram/scene/story";
import type { DiagramView } from "../diagram/shape";
import { isWanted, type Pair, type Parts } from "./parts";
import type { ArrowFace, PathArrow, PathCard } from "./picture";
import { lossId } from "./workload-cards";

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

export function arrowsOf(parts: Parts, cards: readonly PathCard[]): PathArrow[] {
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
