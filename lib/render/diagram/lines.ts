/** The corners of each line: out of its source into a lane, along it, and into its target. */
import { type Box, LANE } from "./canvas";
import type { Layout } from "./layout";
import type { Link, Scene } from "./scene";

export type Point = { x: number; y: number };

const right = (box: Box, y = box.y + box.height / 2): Point => ({ x: box.x + box.width, y });
const left = (box: Box, y = box.y + box.height / 2): Point => ({ x: box.x, y });

/** Two points joined by a vertical piece at `x`. */
const across = (from: Point, x: number, to: Point): Point[] => [from, { x, y: from.y }, { x, y: to.y }, to];

/** Numbers items in the order of first use, within a group. */
function numbering(): (group: string, id: string) => number {
  const groups = new Map<string, Map<string, number>>();
  return (group, id) => {
    const known = groups.get(group) ?? new Map<string, number>();
    groups.set(group, known);
    const number = known.get(id) ?? known.size;
    known.set(id, number);
    return number;
  };
}

/** Draws the links of a scene over its layout; a link whose ends are not placed has no line. */
export function lines(scene: Scene, layout: Layout): Map<string, Point[]> {
  const { boxes, channels, bottom, gaps } = layout;
  const number = numbering();
  const cellOf = (cardId: string): string =>
    cardId.slice(0, cardId.indexOf("/", cardId.startsWith("subnet-") ? 0 : cardId.indexOf("/") + 1));

  const association = (link: Link, from: Box, to: Box): Point[] => {
    const channel = channels.get(link.source);
    const lane = number(`channel ${channel?.top}`, link.target);
    const y = (channel?.top ?? from.y) + 6 + LANE * lane;
    const x = from.x + from.width - 14 - 8 * number(link.source, link.target);
    const gapX = gaps.tables + 8 + LANE * number("tables", link.target);
    const entry = left(to, to.y + 19);
    return [{ x, y: from.y }, { x, y }, { x: gapX, y }, { x: gapX, y: entry.y }, entry];
  };

  const route = (link: Link, from: Box, to: Box): Point[] => {
    if (from.x === to.x) return across(right(from, from.y + 28), from.x + from.width + 9, right(to, to.y + 28));
    return across(right(from), gaps.gateways + 12 + LANE * number("routes", link.target), left(to));
  };

  const rule = (link: Link, from: Box, to: Box): Point[] => {
    const outRow = rowOf(`${link.source}/out/`);
    const inRow = boxes.get(`${link.target}/in/${link.source.split("/").at(-1)}`) ?? rowOf(`${link.target}/in/`);
    const start = left(outRow ?? from);
    const end = left(inRow ?? to);
    const [fromCell, toCell] = [cellOf(link.source), cellOf(link.target)];
    const cell = boxes.get(fromCell);
    if (fromCell === toCell && cell)
      return across(start, cell.x + 11 - 5 * Math.min(1, number(fromCell, link.id)), end);
    const laneIn = (zone: string | undefined) => {
      const box = zone ? boxes.get(zone) : undefined;
      return (box?.x ?? 0) + 4 + 4 * Math.min(1, number(`left of ${zone}`, link.id));
    };
    const [fromZone, toZone] = [channels.get(fromCell)?.zone, channels.get(toCell)?.zone];
    if (fromZone === toZone) return across(start, laneIn(fromZone), end);
    const y = bottom + 11 + LANE * (1 + Math.min(3, number("bottom", link.source)));
    const [x1, x2] = [laneIn(fromZone), laneIn(toZone)];
    return [start, { x: x1, y: start.y }, { x: x1, y }, { x: x2, y }, { x: x2, y: end.y }, end];
  };
  function rowOf(prefix: string): Box | undefined {
    for (const { item, box } of layout.placed) if (item.id.startsWith(prefix)) return box;
    return undefined;
  }

  const trunk = (link: Link, from: Box, to: Box): Point[] => {
    const cell = boxes.get(cellOf(link.source));
    const x = (cell ? cell.x + cell.width : from.x + from.width) + 7;
    const y = bottom + 11;
    const start = right(from, from.y + 19);
    return [start, { x, y: start.y }, { x, y }, left(to, y)];
  };

  const service = (link: Link, from: Box, to: Box): Point[] => {
    if (from.x === to.x) return across(right(from), gaps.servicesRight + 14, right(to, to.y + 19));
    const lane = number("exits", link.source);
    return across(right(from), gaps.servicesLeft + 10 + LANE * lane, left(to, to.y + 12 + 7 * Math.min(3, lane)));
  };

  const draw: Record<Link["kind"], (link: Link, from: Box, to: Box) => Point[]> = {
    association,
    route,
    rule,
    "private-link": trunk,
    service,
  };
  const drawn = new Map<string, Point[]>();
  for (const kind of ["private-link", "association", "route", "rule", "service"] as const) {
    for (const link of scene.links) {
      const [from, to] = [boxes.get(link.source), boxes.get(link.target)];
      if (link.kind === kind && from && to) drawn.set(link.id, draw[kind](link, from, to));
    }
  }
  return drawn;
}
