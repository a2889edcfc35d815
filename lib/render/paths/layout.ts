/** Where the cards and arrows of the picture of paths lie: three columns, sized to the width that there is. */
import { visible } from "#lib/core/text/untrusted";
import type { DiagramView } from "../diagram/shape";
import type {
  PathArrow,
  PathCard,
  PathColumn,
  PathFace,
  PathLine,
  PathPicture,
  PathScene,
  PlacedCard,
} from "./picture";

/** Text sizes in pixels; nothing in the picture is smaller. */
const TITLE_SIZE = 14;
export const TEXT_SIZE = 12;
export const LINE_HEIGHT = 18;
export const PADDING = 12;
/** From a card's top to the middle of its title. */
export const TITLE_MIDDLE = 19;

const LEAST_WIDTH = 900;
const MOST_WIDTH = 1600;
const HEADING = 32;
const GAP = 14;
/** Of a text's size; without a page text cannot be measured. */
const WIDTH_OF_LETTER = 0.54;
const WIDTH_OF_BOLD_LETTER = 0.62;
const MOST_LINES = 3;
/** A mark of the state before a title, and a number after it, in letters. */
const MARK = 2;
const NUMBER = 4;

/** Shares of the width: columns and the two gaps between them, of which the first holds labels. */
const SHARES = { workloads: 0.28, first: 0.14, vpc: 0.26, second: 0.04, services: 0.28 };

/** Breaks a text between words to a width in pixels; what is longer than three lines ends with an ellipsis. */
function broken(text: string, width: number, size: number): string[] {
  const most = Math.max(8, Math.floor(width / (size * WIDTH_OF_LETTER)));
  const lines: string[] = [];
  let line = "";
  for (const word of visible(text).split(" ")) {
    const longer = line ? `${line} ${word}` : word;
    if (longer.length <= most) {
      line = longer;
      continue;
    }
    if (line) lines.push(line);
    line = word.length > most ? `${word.slice(0, most - 1)}…` : word;
  }
  lines.push(line);
  return lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES - 1), `${lines[MOST_LINES - 1]}…`];
}

/** A bold text in one line. */
function oneLine(text: string, width: number, size: number): string {
  const most = Math.max(6, Math.floor(width / (size * WIDTH_OF_BOLD_LETTER)));
  const shown = visible(text);
  return shown.length <= most ? shown : `${shown.slice(0, most - 1)}…`;
}

/** A face with its lines broken, so that each is one line of text. */
function fitted({ title, aside, lines, ...face }: PathFace, width: number, size: number, changes: number): PathFace {
  const inner = width - 2 * PADDING;
  const beside = (MARK + (aside ? aside.length + 1 : 0) + NUMBER * changes) * TEXT_SIZE * WIDTH_OF_LETTER;
  return {
    ...face,
    aside,
    title: oneLine(title, inner - beside, size),
    lines: lines.flatMap(({ text, ...line }): PathLine[] =>
      broken(text, inner - (line.changes.length > 0 ? 24 : 0), TEXT_SIZE).map((part, i) => ({
        ...line,
        text: part,
        changes: i === 0 ? line.changes : [],
        ...(i > 0 ? { isRest: true } : {}),
      })),
    ),
  };
}

const heightOf = ({ lines }: PathFace): number =>
  TITLE_MIDDLE + 13 + lines.length * LINE_HEIGHT + (lines.length > 0 ? 4 : 0);

/** Names of services are long. */
export const titleSize = ({ column }: Pick<PathCard, "column">): number => (column === "services" ? 12 : TITLE_SIZE);

type Sized = { card: PathCard; faces: Record<DiagramView, PathFace | null>; height: number };

function sized(card: PathCard, width: number): Sized {
  const faces = {
    before: card.faces.before && fitted(card.faces.before, width, titleSize(card), 0),
    after: card.faces.after && fitted(card.faces.after, width, titleSize(card), card.changes.length),
  };
  return { card, faces, height: Math.max(...[faces.before, faces.after].map((face) => (face ? heightOf(face) : 0))) };
}

type Spot = { x: number; y: number; width: number; height: number };

/** Places the cards of the first two columns one below the other, children inside their parents. */
function stack(
  scene: PathScene,
  column: PathColumn,
  x: number,
  width: number,
  spots: Map<string, Spot>,
  all: Map<string, Sized>,
): number {
  let y = HEADING;
  for (const card of scene.cards) {
    if (card.column !== column || card.parent) continue;
    const own = all.get(card.id)?.height ?? 0;
    let inner = y + own;
    for (const child of scene.cards.filter(({ parent }) => parent === card.id)) {
      const height = all.get(child.id)?.height ?? 0;
      spots.set(child.id, { x: x + 10, y: inner, width: width - 20, height });
      inner += height + 8;
    }
    const height = inner === y + own ? own : inner - y + 4;
    spots.set(card.id, { x, y, width, height });
    y += height + GAP;
  }
  return y;
}

/** Services lie beside what leads to them. */
function beside(scene: PathScene, x: number, width: number, spots: Map<string, Spot>, all: Map<string, Sized>): number {
  const wanted = scene.cards
    .filter(({ column }) => column === "services")
    .map((card) => {
      const from = scene.arrows.find(({ target }) => target === card.id)?.source;
      return { card, y: (from && spots.get(from)?.y) || Number.POSITIVE_INFINITY };
    })
    .sort((a, b) => (a.y === b.y ? 0 : a.y - b.y));
  let next = HEADING;
  for (const { card, y } of wanted) {
    const height = all.get(card.id)?.height ?? 0;
    const at = Math.max(next, Number.isFinite(y) ? y : next);
    spots.set(card.id, { x, y: at, width, height });
    next = at + height + 8;
  }
  return next;
}

const NARROW = 16;

/** Arrows leave and enter cards one below the other, in the order of what is at their other ends. */
function spread(
  arrows: readonly PathArrow[],
  spots: ReadonlyMap<string, Spot>,
  end: "source" | "target",
): Map<string, number> {
  const other = end === "source" ? "target" : "source";
  const ends = new Map<string, number>();
  for (const id of new Set(arrows.map((arrow) => arrow[end]))) {
    const spot = spots.get(id);
    const own = arrows
      .filter((arrow) => arrow[end] === id)
      .sort((a, b) => (spots.get(a[other])?.y ?? 0) - (spots.get(b[other])?.y ?? 0));
    own.forEach((arrow, i) => {
      const step = Math.min(NARROW, ((spot?.height ?? 0) - TITLE_MIDDLE * 1.5) / Math.max(1, own.length));
      ends.set(arrow.id, (spot?.y ?? 0) + TITLE_MIDDLE + i * step);
    });
  }
  return ends;
}

/** The picture in one view. Both views have the same layout, so that switching moves nothing. `width`: in pixels, of the room there is. */
export function layout(scene: PathScene, view: DiagramView, room: number): PathPicture {
  const width = Math.round(Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, room)));
  const share = (part: keyof typeof SHARES) => Math.round(SHARES[part] * width);
  const widths: Record<PathColumn, number> = {
    workloads: share("workloads"),
    vpc: share("vpc"),
    services: share("services"),
  };
  const x: Record<PathColumn, number> = {
    workloads: 0,
    vpc: widths.workloads + share("first"),
    services: width - widths.services,
  };
  const all = new Map(scene.cards.map((card) => [card.id, sized(card, widths[card.column] - (card.parent ? 20 : 0))]));
  const spots = new Map<string, Spot>();
  const height = Math.max(
    stack(scene, "workloads", x.workloads, widths.workloads, spots, all),
    stack(scene, "vpc", x.vpc, widths.vpc, spots, all),
    beside(scene, x.services, widths.services, spots, all),
  );
  const cards = scene.cards.flatMap(({ id, column, parent, changes }): PlacedCard[] => {
    const [spot, face] = [spots.get(id), all.get(id)?.faces[view]];
    return spot && face ? [{ id, column, parent, changes, ...spot, ...face }] : [];
  });
  const shown = new Set(cards.map(({ id }) => id));
  const drawn = scene.arrows.filter(
    ({ faces, source, target }) => faces[view] && shown.has(source) && shown.has(target),
  );
  const [starts, ends] = [spread(drawn, spots, "source"), spread(drawn, spots, "target")];
  const taken: number[] = [];
  const arrows = drawn.flatMap(({ id, source, target, changes, faces }) => {
    const [a, b, face] = [spots.get(source), spots.get(target), faces[view]];
    if (!a || !b || !face) return [];
    const from = { x: a.x + a.width, y: starts.get(id) ?? a.y };
    const to = { x: b.x, y: ends.get(id) ?? b.y };
    let y = (from.y + to.y) / 2;
    while (face.label && taken.some((other) => Math.abs(other - y) < LINE_HEIGHT)) y += 2;
    if (face.label) taken.push(y);
    return [{ id, source, target, changes, ...face, from, to, labelAt: { x: (from.x + to.x) / 2, y } }];
  });
  const headings = (["workloads", "vpc", "services"] as const).map((column) => ({
    x: x[column],
    text: oneLine(scene.headings[column], widths[column] + (column === "services" ? 0 : share("second")), TEXT_SIZE),
  }));
  return { width, height, headings, cards, arrows };
}

/** A gentle curve from one point to another. */
export function curve({ from, to }: Pick<PathPicture["arrows"][number], "from" | "to">): string {
  const bend = Math.max(18, (to.x - from.x) * 0.45);
  return `M${from.x} ${from.y}C${from.x + bend} ${from.y} ${to.x - bend} ${to.y} ${to.x - 7} ${to.y}`;
}

/** The head of an arrow that ends at a point, from the left. */
export const head = ({ x, y }: { x: number; y: number }): string =>
  `M${x} ${y}L${x - 8} ${y - 4.5}L${x - 8} ${y + 4.5}Z`;
