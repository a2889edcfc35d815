import { CARD, type Canvas, CELL, cardHeight, LANE, ZONE } from "./canvas";
import { type Cell, type Scene, TIERS } from "./scene";

/** Where the lanes above each cell begin, and in which zone it is. */
export type Channels = ReadonlyMap<string, { top: number; zone: string }>;

function cellHeight({ item, acl }: Cell): number {
  const edge = acl ? CELL.edge : 0;
  if (item.children.length === 0) return CELL.header + 6 + edge;
  return item.children.reduce((sum, card) => sum + cardHeight(card) + CARD.gap, CELL.header) + edge;
}

/** Rows of the grid: first the public subnets of all zones, then the private ones … */
function rows({ zones }: Scene): { cell: Cell; zone: number }[][] {
  return TIERS.flatMap((tier) => {
    const columns = zones.map(({ cells }) => cells.filter((cell) => cell.tier === tier));
    const depth = Math.max(0, ...columns.map((cells) => cells.length));
    return Array.from({ length: depth }, (_, row) =>
      columns.flatMap((cells, zone) => (cells[row] ? [{ cell: cells[row], zone }] : [])),
    );
  });
}

/** Puts the zones as columns side by side, their subnets in rows that all zones share, and the cards in the subnets. */
export function putZones(sheet: Canvas, scene: Scene, origin: { x: number; y: number }) {
  const cellWidth = CELL.gutter + CARD.width + CELL.pad;
  const width = ZONE.left + cellWidth + ZONE.right;
  const columns = scene.zones.map(({ item }, index) => {
    const x = origin.x + index * (width + ZONE.gap);
    return sheet.put(item, scene.vpc.id, { x, y: origin.y, width, height: 0 });
  });

  const channels = new Map<string, { top: number; zone: string }>();
  let y = origin.y + ZONE.header;
  for (const row of rows(scene)) {
    const ids = new Set(row.map(({ cell }) => cell.item.id));
    const associations = scene.links.filter(({ kind, source }) => kind === "association" && ids.has(source));
    const top = y;
    y += 10 + LANE * new Set(associations.map(({ target }) => target)).size;
    const height = Math.max(...row.map(({ cell }) => cellHeight(cell)));
    for (const { cell, zone } of row) {
      const parent = scene.zones[zone]?.item.id ?? null;
      const box = sheet.put(cell.item, parent, {
        x: (columns[zone]?.x ?? origin.x) + ZONE.left,
        y,
        width: cellWidth,
        height,
      });
      if (cell.acl) {
        sheet.put(cell.acl, cell.item.id, { ...box, y: box.y + height - CELL.edge, height: CELL.edge });
      }
      channels.set(cell.item.id, { top, zone: parent ?? "" });
      let cardY = y + CELL.header;
      for (const card of cell.item.children) {
        const { height } = sheet.putCard(card, cell.item.id, { x: box.x + CELL.gutter, y: cardY }, CARD.width);
        cardY += height + CARD.gap;
      }
    }
    y += height;
  }
  const bottom = y + 12;
  for (const column of columns) column.height = bottom - origin.y;
  return { right: (columns.at(-1)?.x ?? origin.x) + width, bottom, channels };
}
