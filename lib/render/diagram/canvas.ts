/** Sizes of boxes, and the sheet on which a layout puts them. */
import type { Item } from "./scene";

export type Box = { x: number; y: number; width: number; height: number };

export type Placed = { item: Item; parent: string | null; box: Box };

/** Distance of neighbouring lines. */
export const LANE = 6;
export const MARGIN = 12;
export const CARD = { width: 200, header: 38, gap: 10, foot: 5 };
export const CELL = { header: 37, gutter: 22, pad: 9, edge: 22 };
export const ZONE = { header: 26, left: 13, right: 13, gap: 10 };
export const VPC = { header: 46, pad: 13, title: 240 };
export const COLUMN = { table: 172, gateway: 166, service: 244 };
export const GATEWAY_HEIGHT = 40;
export const ATTRIBUTE = { width: 148, height: 22 };

function rowHeight(item: Item): number {
  return item.kind === "dns" ? 33 : 20;
}

export function cardHeight(item: Item): number {
  const rows = item.children.reduce((sum, child) => sum + rowHeight(child), 0);
  return CARD.header + (rows > 0 ? rows + CARD.foot : 0);
}

export type Canvas = ReturnType<typeof canvas>;

/** An empty sheet. Parents are put before their children. */
export function canvas() {
  const placed: Placed[] = [];
  const boxes = new Map<string, Box>();

  const put = (item: Item, parent: string | null, box: Box): Box => {
    placed.push({ item, parent, box });
    boxes.set(item.id, box);
    return box;
  };

  return {
    placed,
    boxes,
    put,
    /** A card with its rows. */
    putCard(item: Item, parent: string, corner: { x: number; y: number }, width: number): Box {
      const card = put(item, parent, { ...corner, width, height: cardHeight(item) });
      let y = card.y + CARD.header;
      for (const row of item.children) {
        put(row, item.id, { x: card.x + 4, y, width: width - 8, height: rowHeight(row) });
        y += rowHeight(row);
      }
      return card;
    },
    /** The middle of a box's height. */
    middle(id: string): number | null {
      const box = boxes.get(id);
      return box ? box.y + box.height / 2 : null;
    },
  };
}
