import type { DiagramEdge } from "./shape";

const RADIUS = 5;

function roundedPath(points: DiagramEdge["points"]): string {
  const corners = points.filter((point, i) => i === 0 || point.x !== points[i - 1]?.x || point.y !== points[i - 1]?.y);
  return corners
    .map((point, i) => {
      const [before, after] = [corners[i - 1], corners[i + 1]];
      if (!before) return `M${point.x} ${point.y}`;
      if (!after) return `L${point.x} ${point.y}`;
      const toward = (other: { x: number; y: number }) => {
        const length = Math.abs(other.x - point.x) + Math.abs(other.y - point.y);
        const share = Math.min(RADIUS, length / 2) / Math.max(1, length);
        return `${round(point.x + (other.x - point.x) * share)} ${round(point.y + (other.y - point.y) * share)}`;
      };
      return `L${toward(before)}Q${point.x} ${point.y} ${toward(after)}`;
    })
    .join("");
}

const round = (value: number): number => Math.round(value * 10) / 10;

/**
 * The path of a line. Lines that share a lane begin at the end they share, so that their dashes fall together: several paths
 * to services leave one exit, all other lines come together in one target.
 */
export function edgePath({ kind, points }: DiagramEdge): string {
  return roundedPath(kind === "service" ? points : [...points].reverse());
}

/** The head of an arrow at the end of a line, as an SVG path. */
export function arrowHead(points: DiagramEdge["points"], size = 4.5): string {
  const [from, tip] = [points.at(-2), points.at(-1)];
  if (!from || !tip) return "";
  const [dx, dy] = [Math.sign(tip.x - from.x), Math.sign(tip.y - from.y)];
  const corner = (side: number) =>
    `${tip.x - dx * size * 1.5 + dy * size * side} ${tip.y - dy * size * 1.5 + dx * size * side}`;
  return `M${tip.x} ${tip.y}L${corner(0.8)}L${corner(-0.8)}Z`;
}
