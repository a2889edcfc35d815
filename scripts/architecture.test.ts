import { readFileSync } from "node:fs";
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
