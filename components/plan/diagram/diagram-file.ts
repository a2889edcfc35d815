import type { Diagram } from "#lib/render/diagram/shape";
import { diagramSvg } from "#lib/render/diagram/svg";

const SCALE = 2;

/** Hands a file to the browser to save. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

export function saveSvg(diagram: Diagram, name: string): void {
  saveFile(`${name}.svg`, new Blob([diagramSvg(diagram)], { type: "image/svg+xml" }));
}

/** Saves the picture as PNG, twice its size so that small text stays sharp. Throws when the browser cannot draw it. */
export async function savePng(diagram: Diagram, name: string): Promise<void> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(diagramSvg(diagram))}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = diagram.width * SCALE;
  canvas.height = diagram.height * SCALE;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("The browser could not draw the picture.");
  saveFile(`${name}.png`, blob);
}
