const SCALE = 2;

/** A picture as an SVG document, and its size in pixels. */
export type PictureFile = { svg: string; width: number; height: number };

/** Hands a file to the browser to save. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

export function saveSvg({ svg }: PictureFile, name: string): void {
  saveFile(`${name}.svg`, new Blob([svg], { type: "image/svg+xml" }));
}

/** Saves a picture as PNG, twice its size so that small text stays sharp. Throws when the browser cannot draw it. */
export async function savePng({ svg, width, height }: PictureFile, name: string): Promise<void> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = width * SCALE;
  canvas.height = height * SCALE;
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, "image/png"));
  if (!blob) throw new Error("The browser could not draw the picture.");
  saveFile(`${name}.png`, blob);
}
