/** Colours and marks of pictures that are saved as files, and their text. */
import { visible } from "#lib/core/text/untrusted";
import type { DiagramState } from "./shape";

const INK = "#1d2430";
export const MUTED = "#5b6576";
export const LINE = "#8b95a5";
/** How states look in a file: never by colour alone, also by line and mark. */
export const STATE_COLOURS: Record<
  DiagramState,
  { stroke: string; fill: string; ink: string; dash: string; mark: string }
> = {
  existing: { stroke: "#b9c1cd", fill: "#ffffff", ink: INK, dash: "", mark: "" },
  added: { stroke: "#2f7d4f", fill: "#eefaf1", ink: "#24673f", dash: "5 3", mark: "+ " },
  changed: { stroke: "#a5690f", fill: "#fdf6e4", ink: "#875408", dash: "", mark: "~ " },
  blocked: { stroke: "#c0352f", fill: "#fdf0ef", ink: "#ad2c27", dash: "", mark: "× " },
};

/** Escapes for XML; invisible characters are made visible. */
export function xmlText(text: string): string {
  return visible(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
