/** The frame of a picture that is saved as a file: title, legend and date. */
import { LINE, MUTED, STATE_COLOURS, xmlText } from "./svg-style";

const MARGIN = 24;
const TOP = 76;
const BOTTOM = 48;
/** From the middle of a line of text to its baseline, of its size. */
const BASELINE = 0.35;

export type PictureTitle = {
  /** What the picture says, in a sentence. */
  sentence: string;
  /** Account, Region, VPC, and whether before or after the plan. */
  where: string;
  /** When the account was read, YYYY-MM-DD. */
  date: string;
};

type Style = { size?: number; weight?: number; ink?: string; anchor?: "start" | "middle" | "end" };

/** A line of text, escaped, with its middle at a height. */
export function textSvg(
  x: number,
  middle: number,
  text: string,
  { size = 12, weight = 400, ink = MUTED, anchor = "start" }: Style = {},
): string {
  return `<text x="${x}" y="${middle + size * BASELINE}" font-size="${size}" font-weight="${weight}" fill="${ink}" text-anchor="${anchor}">${xmlText(text)}</text>`;
}

const LEGEND = [
  ["existing", "exists"],
  ["added", "added"],
  ["changed", "changed"],
  ["blocked", "blocked, with the reason"],
] as const;

/** A complete SVG document around what is drawn, which is `width` × `height` pixels large. */
export function framedSvg(
  { width: inner, height: drawn, body }: { width: number; height: number; body: readonly string[] },
  { sentence, where, date }: PictureTitle,
): { svg: string; width: number; height: number } {
  const width = inner + 2 * MARGIN;
  const height = drawn + TOP + BOTTOM;
  const legend = LEGEND.map(([state, word], i) => {
    const { stroke, dash } = STATE_COLOURS[state];
    const x = MARGIN + i * 120;
    const line = `<path d="M${x} ${height - 24}h24" stroke="${state === "existing" ? LINE : stroke}" stroke-width="2"${dash ? ` stroke-dasharray="${dash}"` : ""}/>`;
    return line + textSvg(x + 32, height - 24, word);
  });
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif">`,
    `<title>${xmlText(sentence)}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    textSvg(MARGIN, 28, sentence, { size: 17, weight: 600, ink: STATE_COLOURS.existing.ink }),
    textSvg(MARGIN, 52, where),
    `<g transform="translate(${MARGIN} ${TOP})">`,
    ...body,
    "</g>",
    ...legend,
    textSvg(width - MARGIN, height - 24, date, { anchor: "end" }),
    "</svg>",
  ].join("\n");
  return { svg, width, height };
}
