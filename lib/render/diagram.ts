import type { VpcCheckRow } from "#lib/core/check/vpc-check";
import type { Plan } from "#lib/core/format/plan-format";
import type { Snapshot } from "#lib/core/network/snapshot";
import { visible } from "#lib/core/text/untrusted";
import { type Layout, layout } from "./diagram/layout";
import { lines, type Point } from "./diagram/lines";
import type { Scene } from "./diagram/scene";
import { compose } from "./diagram/scene/compose";
import { story } from "./diagram/scene/story";
import type { Diagram, DiagramEdge, DiagramNode, DiagramView } from "./diagram/shape";

const SHORTEST_LABELLED = 34;

/** The middle of a line's longest vertical piece, where a label has room. */
function labelPlace(points: readonly Point[]): Point | null {
  let best: { length: number; at: Point } | null = null;
  for (const [index, point] of points.entries()) {
    const next = points[index + 1];
    if (!next || next.x !== point.x) continue;
    const length = Math.abs(next.y - point.y);
    if (length >= SHORTEST_LABELLED && length > (best?.length ?? 0))
      best = { length, at: { x: point.x, y: (point.y + next.y) / 2 } };
  }
  return best?.at ?? null;
}

function nodesOf({ placed }: Layout, view: DiagramView): DiagramNode[] {
  return placed.flatMap(({ item, parent, box }) => {
    const face = item.faces[view];
    if (!face) return [];
    const [label, sublabel, note] = [visible(face.label), visible(face.sublabel), visible(face.note)];
    const { id, kind, changes } = item;
    return [{ id, kind, parent, ...box, label, sublabel, note, state: face.state, changes: [...new Set(changes)] }];
  });
}

function edgesOf(scene: Scene, drawn: ReadonlyMap<string, Point[]>, view: DiagramView): DiagramEdge[] {
  const labelled = new Set<string>();
  return scene.links.flatMap((link) => {
    const face = link.faces[view];
    const points = drawn.get(link.id);
    if (!face || !points) return [];
    const { id, kind, source, target } = link;
    const labelAt = kind === "rule" && !labelled.has(target) ? labelPlace(points) : null;
    if (labelAt) labelled.add(target);
    const { label, state, note } = face;
    return [{ id, kind, source, target, points, label, labelAt, state, note, changes: [...new Set(link.changes)] }];
  });
}

/**
 * The diagram of a VPC before or after the plan. Both have the same layout, so that switching
 * moves nothing. Without a plan: the VPC as it is, with what a check found that its workloads reach. Without a VPC: nothing.
 */
export function diagram(
  snapshot: Snapshot,
  plan: Plan | null,
  view: DiagramView,
  today: readonly VpcCheckRow[] = [],
): Diagram {
  const scene = compose(story(snapshot, plan, today));
  if (!scene) return { width: 0, height: 0, nodes: [], edges: [] };
  const positions = layout(scene);
  const nodes = nodesOf(positions, view);
  const shown = new Set(nodes.map(({ id }) => id));
  const edges = edgesOf(scene, lines(scene, positions), view).filter(
    ({ source, target }) => shown.has(source) && shown.has(target),
  );
  return { width: positions.width, height: positions.height, nodes, edges };
}
