/** The picture as one static SVG file: same positions, own colours, nothing loaded from elsewhere. */

import { framedSvg, type PictureTitle } from "./frame";
import { arrowHead, edgePath } from "./path";
import type { Diagram, DiagramEdge, DiagramKind, DiagramNode } from "./shape";
import { LINE, MUTED, STATE_COLOURS, xmlText } from "./svg-style";

/** How a kind of box is drawn: none is a plain row of text. */
type Style = { shape: "frame" | "card" | "row" | "bar"; fill?: string; two?: boolean };
const LOOKS: Record<DiagramKind, Style> = {
  vpc: { shape: "frame", fill: "#fbfcfd", two: true },
  services: { shape: "frame", fill: "#f6f8fa", two: true },
  zone: { shape: "frame", fill: "#f2f5f8" },
  subnet: { shape: "card", two: true },
  workload: { shape: "card", two: true },
  "endpoint-group": { shape: "card", two: true },
  "route-table": { shape: "card", two: true },
  gateway: { shape: "card", two: true },
  "gateway-endpoint": { shape: "card", two: true },
  service: { shape: "card", two: true },
  "private-link": { shape: "bar" },
  attribute: { shape: "bar" },
  "network-acl": { shape: "bar" },
  rule: { shape: "row" },
  verdict: { shape: "row" },
  "endpoint-interface": { shape: "row" },
  route: { shape: "row" },
  dns: { shape: "row", two: true },
};

/** Of the size; a file cannot measure its text. */
const WIDTH_OF_LETTER = 0.57;

/** Shortens a text to a width in pixels. */
function shortened(text: string, width: number, size: number): string {
  const most = Math.max(1, Math.floor(width / (size * WIDTH_OF_LETTER)));
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

function textAt(x: number, y: number, text: string, width: number, size: number, ink: string, weight = 400): string {
  if (/^[a-z]+-[0-9a-f]{8,17}$/.test(text)) {
    return `<text x="${x}" y="${y}" font-size="10.5" font-weight="${weight}" fill="${ink}" font-family="ui-monospace, Menlo, Consolas, monospace">${text}</text>`;
  }
  const shown = xmlText(shortened(text, width, size));
  return shown
    ? `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="${ink}">${shown}</text>`
    : "";
}

/** A row's two texts: beside each other, an interface's address at the right; names and what they lead to in two lines. */
function rowText(node: DiagramNode, label: string, two: boolean): string {
  const { x, y, width, sublabel, state } = node;
  const { ink } = STATE_COLOURS[state];
  const soft = state === "existing" ? MUTED : ink;
  const left = textAt(x + 8, y + 14, label, width - 12, 10.5, ink);
  if (two) return left + textAt(x + 8, y + 27, sublabel, width - 12, 10.5, soft);
  if (node.kind === "endpoint-interface") {
    return `${left}<text x="${x + width - 8}" y="${y + 14}" font-size="10.5" fill="${soft}" text-anchor="end">${xmlText(sublabel)}</text>`;
  }
  const available = width - 20 - label.length * 10.5 * WIDTH_OF_LETTER;
  const second = xmlText(shortened(sublabel, available, 10.5));
  return `<text x="${x + 8}" y="${y + 14}" font-size="10.5" fill="${ink}">${xmlText(label)}<tspan dx="5" fill="${soft}">${second}</tspan></text>`;
}

function nodeSvg(node: DiagramNode): string {
  const { shape, fill, two } = LOOKS[node.kind];
  const { x, y, width, height } = node;
  const state = STATE_COLOURS[node.state];
  const dash = state.dash ? ` stroke-dasharray="${state.dash}"` : "";
  const title = `<title>${xmlText([node.label, node.sublabel, node.note].filter(Boolean).join(" · "))}</title>`;
  const label = `${state.mark}${node.label}`;
  if (shape === "row") return `<g>${title}${rowText(node, label, two ?? false)}</g>`;
  const radius = shape === "frame" ? 10 : shape === "bar" ? Math.min(11, height / 2) : 6;
  const box = `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${node.state === "existing" ? (fill ?? state.fill) : state.fill}" stroke="${state.stroke}"${dash}/>`;
  if (!two) {
    const text = [label, node.sublabel].filter(Boolean).join("  ");
    const middle = node.kind === "zone" ? y + 17 : y + height / 2 + 4;
    return `<g>${title}${box}${textAt(x + 10, middle, text, width - 16, 11, node.kind === "zone" ? MUTED : state.ink, 500)}</g>`;
  }
  return `<g>${title}${box}${textAt(x + 10, y + 17, label, width - 18, 12, state.ink, 600)}${textAt(x + 10, y + 31, node.sublabel, width - 18, 10.5, MUTED)}</g>`;
}

function edgeSvg(edge: DiagramEdge): string {
  const state = STATE_COLOURS[edge.state];
  const stroke = edge.state === "existing" ? LINE : state.stroke;
  const dash = state.dash ? ` stroke-dasharray="${state.dash}"` : "";
  const thin = edge.kind === "association";
  const line = `<path d="${edgePath(edge)}" fill="none" stroke="${stroke}" stroke-width="${thin ? 1 : 1.5}"${dash}/>`;
  const head = thin ? "" : `<path d="${arrowHead(edge.points)}" fill="${stroke}"/>`;
  return `<g><title>${xmlText([edge.label, edge.note].filter(Boolean).join(": "))}</title>${line}${head}</g>`;
}

function labelSvg({ label, labelAt, state }: DiagramEdge): string {
  if (!labelAt) return "";
  const text = xmlText(state === "blocked" ? "×" : label.replace(/^tcp /, ""));
  const { ink } = STATE_COLOURS[state];
  return `<g transform="translate(${labelAt.x} ${labelAt.y})"><rect x="-9" y="-6.5" width="18" height="13" rx="3.5" fill="#ffffff" stroke="${STATE_COLOURS[state].stroke}" stroke-width="0.75"/><text y="3" font-size="8.5" text-anchor="middle" fill="${ink}">${text}</text></g>`;
}

const BEHIND = new Set<DiagramKind>(["vpc", "zone", "subnet", "services"]);

/** A complete SVG document; all text escaped. */
export function diagramSvg({ width, height, nodes, edges }: Diagram, title: PictureTitle) {
  const body = [
    ...nodes.filter(({ kind }) => BEHIND.has(kind)).map(nodeSvg),
    ...edges.map(edgeSvg),
    ...nodes.filter(({ kind }) => !BEHIND.has(kind)).map(nodeSvg),
    ...edges.map(labelSvg),
  ];
  return framedSvg({ width, height, body }, title);
}
