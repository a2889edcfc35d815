/** Positions: zones as columns, beside them route tables, gateways and the services, with lanes for the lines between. */
import {
  ATTRIBUTE,
  type Box,
  CARD,
  type Canvas,
  COLUMN,
  canvas,
  cardHeight,
  GATEWAY_HEIGHT,
  LANE,
  MARGIN,
  type Placed,
  VPC,
  ZONE,
} from "./canvas";
import { type Channels, putZones } from "./grid";
import type { Item, Link, Scene } from "./scene";

export type Layout = {
  placed: Placed[];
  boxes: ReadonlyMap<string, Box>;
  width: number;
  height: number;
  channels: Channels;
  /** Top of the lanes that run under everything in the VPC. */
  bottom: number;
  /** Left edges of the gaps before route tables and gateways, and of the lanes on both sides of the services. */
  gaps: { tables: number; gateways: number; servicesLeft: number; servicesRight: number };
};

type Desired = { id: string; center: number; height: number };

/** Puts boxes under each other, each as near to its desired place as those above it allow; equals in the order given. */
function stack(desired: readonly Desired[], top: number): Map<string, number> {
  const tops = new Map<string, number>();
  let free = top;
  for (const { id, center, height } of [...desired].sort((a, b) => a.center - b.center)) {
    const y = Math.max(free, Math.round(center - height / 2));
    tops.set(id, y);
    free = y + height + 12;
  }
  return tops;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, one) => sum + one, 0) / Math.max(1, values.length);

/** Things that lines of one kind lead to or come from. */
function ends(links: readonly Link[], kind: Link["kind"], end: "source" | "target"): Set<string> {
  return new Set(links.filter((link) => link.kind === kind).map((link) => link[end]));
}

/** Puts items into a column, each level with the items that lead to it. Returns the column's bottom. */
function putColumn(
  sheet: Canvas,
  scene: Scene,
  items: readonly Item[],
  kind: Link["kind"],
  corner: { x: number; y: number },
  width: number,
): number {
  const own = new Set(items.map(({ id }) => id));
  const heightOf = (item: Item) => (kind === "route" ? GATEWAY_HEIGHT : cardHeight(item));
  const tops = stack(
    items.map((item) => {
      const sources = scene.links.filter(
        (link) => link.kind === kind && link.target === item.id && !own.has(link.source),
      );
      const levels = sources.flatMap(({ source }) => sheet.middle(source) ?? []);
      const height = heightOf(item);
      return { id: item.id, height, center: levels.length > 0 ? mean(levels) : corner.y };
    }),
    corner.y,
  );
  const bottoms = items.map((item) =>
    sheet.putCard(item, scene.vpc.id, { x: corner.x, y: tops.get(item.id) ?? 0 }, width),
  );
  return Math.max(corner.y, ...bottoms.map((box) => box.y + box.height));
}

/** Positions of everything in a scene. No two siblings overlap, and children lie inside their parents. */
export function layout(scene: Scene): Layout {
  const sheet = canvas();
  const { links } = scene;
  const vpc = sheet.put(scene.vpc, null, { x: MARGIN, y: MARGIN, width: 0, height: 0 });
  const inner = { x: MARGIN + VPC.pad, y: MARGIN + VPC.header };
  const top = inner.y + ZONE.header;
  const zones = putZones(sheet, scene, inner);

  const tablesX = zones.right + 16 + LANE * scene.routeTables.length;
  const tablesBottom = putColumn(sheet, scene, scene.routeTables, "association", { x: tablesX, y: top }, COLUMN.table);
  const gatewaysGap = scene.routeTables.length > 0 ? tablesX + COLUMN.table : zones.right;
  const gatewaysX = gatewaysGap + 24 + LANE * ends(links, "route", "target").size;
  const gatewaysBottom = putColumn(sheet, scene, scene.gateways, "route", { x: gatewaysX, y: top }, COLUMN.gateway);
  const vpcRight = Math.max(
    (scene.gateways.length > 0 ? gatewaysX + COLUMN.gateway + 10 : gatewaysGap) + VPC.pad,
    MARGIN + VPC.title + scene.vpc.children.length * (ATTRIBUTE.width + 8) + VPC.pad,
  );

  const services = scene.services.children.filter(({ kind }) => kind === "service");
  const privateLink = scene.services.children.find(({ kind }) => kind === "private-link");
  const servicesLeft = vpcRight + 24;
  const exits = [...ends(links, "service", "source")].filter((id) => id !== privateLink?.id).length;
  const servicesX = servicesLeft + 22 + LANE * exits;
  const servicesHeight = services.reduce((sum, item) => sum + cardHeight(item) + CARD.gap, 0);
  const bottom = Math.max(zones.bottom, tablesBottom, gatewaysBottom, top + servicesHeight);
  const crossing = [...ends(links, "rule", "source")].length;
  const vpcBottom = bottom + 30 + LANE * Math.min(crossing, 4);

  const panel = sheet.put(scene.services, null, {
    x: servicesLeft,
    y: MARGIN,
    width: servicesX - servicesLeft + COLUMN.service + (privateLink ? 26 : 12),
    height: vpcBottom - MARGIN,
  });
  let y = Math.round(top + (bottom - top - servicesHeight) / 2);
  for (const item of services) {
    y += sheet.putCard(item, scene.services.id, { x: servicesX, y }, COLUMN.service).height + CARD.gap;
  }
  if (privateLink) {
    sheet.put(privateLink, scene.services.id, { x: servicesX, y: bottom - 2, width: COLUMN.service, height: 26 });
  }

  vpc.width = vpcRight - MARGIN;
  vpc.height = vpcBottom - MARGIN;
  for (const [index, attribute] of scene.vpc.children.entries()) {
    const fromRight = (scene.vpc.children.length - index) * (ATTRIBUTE.width + 8) - 8;
    sheet.put(attribute, scene.vpc.id, { x: vpcRight - VPC.pad - fromRight, y: MARGIN + 12, ...ATTRIBUTE });
  }
  return {
    placed: sheet.placed,
    boxes: sheet.boxes,
    channels: zones.channels,
    bottom,
    gaps: { tables: zones.right, gateways: gatewaysGap, servicesLeft, servicesRight: servicesX + COLUMN.service },
    width: panel.x + panel.width + MARGIN,
    height: vpcBottom + MARGIN,
  };
}
