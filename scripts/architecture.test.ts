import { readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path/posix";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { layers, packages } from "../.dependency-cruiser.mjs";

const page = readFileSync(new URL("../docs/architecture.md", import.meta.url), "utf8");

/** The rows of the table whose header begins so: the names in code of the first cell and of the last. */
function table(header: string): [name: string, last: string[]][] {
  const [, body = ""] = page.split(`\n| ${header} |`);
  const rows = body
    .split("\n\n")[0]
    ?.split("\n")
    .slice(2)
    .map((row) => row.split("|").slice(1, -1));
  const names = (cell = "") => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name);
  return (rows ?? []).map((cells) => [names(cells[0])[0] ?? "", names(cells.at(-1))]);
}

it("names on the page each package and what it may import, as the import rules have them", () => {
  expect(Object.fromEntries(table("package"))).toEqual(packages);
});

it.each(Object.entries(layers))("lists the packages inside %s in the order of the import rules", (parent, names) => {
  expect(table(`in \`${parent}\``).map(([name]) => name)).toEqual(names);
});

const MOST_FILES = 20;

/** How many source files each folder of a package holds. */
function sourcesByFolder(): Map<string, number> {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const counts = new Map<string, number>();
  for (const name of Object.keys(packages)) {
    for (const file of readdirSync(root + name, { recursive: true, encoding: "utf8" })) {
      if (!/\.(tsx?|mjs|py)$/.test(file) || /\.(test|spec)\.tsx?$/.test(file)) continue;
      const folder = dirname(`${name}/${file.replaceAll("\\", "/")}`);
      counts.set(folder, (counts.get(folder) ?? 0) + 1);
    }
  }
  return counts;
}

it(`has no folder with more than ${MOST_FILES} source files, but for components/ui, which is flat`, () => {
  const crowded = [...sourcesByFolder()].filter(([, files]) => files > MOST_FILES);
  expect(crowded.map(([folder]) => folder)).toEqual(["components/ui"]);
});
