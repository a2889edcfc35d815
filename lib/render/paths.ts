import type { Plan } from "#lib/core/format/plan-format";
import type { Snapshot } from "#lib/core/network/snapshot";
import type { DiagramView } from "./diagram/shape";
import { layout } from "./paths/layout";
import type { PathPicture } from "./paths/picture";
import { pathScene } from "./paths/scene";

/**
 * The paths that a plan is about, from workloads by endpoints to services, before or after it; null without a VPC. `width`: pixels
 * that there is room for; the picture takes at least 900 of them.
 */
export function paths(snapshot: Snapshot, plan: Plan, view: DiagramView, width: number): PathPicture | null {
  const scene = pathScene(snapshot, plan);
  return scene && layout(scene, view, width);
}
