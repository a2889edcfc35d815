/** The picture of paths as one static SVG file; nothing is loaded from elsewhere. */
import { framedSvg, type PictureTitle, textSvg } from "../diagram/frame";
import { LINE, MUTED, STATE_COLOURS } from "../diagram/svg-style";
import { curve, head, LINE_HEIGHT, PADDING, TEXT_SIZE, TITLE_MIDDLE, titleSize } from "./layout";
import type { PathPicture, PlacedArrow, PlacedCard } from "./picture";

function cardSvg(card: PlacedCard, numbers: ReadonlyMap<string, number>): string {
  const { x, y, width, height, state, title, aside, lines, changes } = card;
  const { stroke, fill, ink, dash, mark } = STATE_COLOURS[state];
  const numbered = changes.flatMap((id) => numbers.get(id) ?? []).map((number) => `(${number})`);
  const parts = [
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="8" fill="${fill}" stroke="${stroke}"${dash ? ` stroke-dasharray="${dash}"` : ""}/>`,
    textSvg(x + PADDING, y + TITLE_MIDDLE, `${mark}${title}`, { size: titleSize(card), weight: 600, ink }),
    textSvg(x + width - PADDING, y + TITLE_MIDDLE, [aside, ...numbered].filter(Boolean).join(" "), {
      ink,
      anchor: "end",
    }),
    ...lines.map((line, i) =>
      textSvg(x + PADDING, y + TITLE_MIDDLE + 13 + LINE_HEIGHT * (i + 0.5), line.text, {
        ink: line.state === "muted" ? MUTED : STATE_COLOURS[line.state].ink,
      }),
    ),
  ];
  return `<g>${parts.join("")}</g>`;
}

function arrowSvg(arrow: PlacedArrow): string {
  const { stroke: own, dash } = STATE_COLOURS[arrow.state];
  const stroke = arrow.state === "existing" ? LINE : own;
  return `<g><path d="${curve(arrow)}" fill="none" stroke="${stroke}" stroke-width="1.8"${dash ? ` stroke-dasharray="${dash}"` : ""}/><path d="${head(arrow.to)}" fill="${stroke}"/></g>`;
}

function labelSvg({ label, labelAt: { x, y }, state }: PlacedArrow): string {
  if (!label) return "";
  const { stroke, ink, mark } = STATE_COLOURS[state];
  const text = state === "blocked" ? `${mark}${label}` : label;
  const width = text.length * TEXT_SIZE * 0.56 + 12;
  return `<g><rect x="${x - width / 2}" y="${y - 9}" width="${width}" height="18" rx="9" fill="#ffffff" stroke="${stroke}"/>${textSvg(x, y, text, { weight: 600, ink, anchor: "middle" })}</g>`;
}

/** A complete SVG document; all text escaped. `numbers`: of the plan's changes, by id. */
export function pathsSvg(picture: PathPicture, title: PictureTitle, numbers: ReadonlyMap<string, number>) {
  const { width, height, headings, cards, arrows } = picture;
  const body = [
    ...headings.map(({ x, text }) => textSvg(x, 12, text, { weight: 600 })),
    ...cards.map((card) => cardSvg(card, numbers)),
    ...arrows.map(arrowSvg),
    ...arrows.map(labelSvg),
  ];
  return framedSvg({ width, height, body }, title);
}
