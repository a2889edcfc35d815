/** `npm run check:guard`: lists every page, handler and action, and fails on one without the request guard. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../bin/setup/paths.mjs";
import { beyondSource } from "./built";
import { entryPoints, type Source } from "./entry-points";

const PACKAGES = ["app", "components", "lib", "worker", "pages", "src"];

function sources(): Source[] {
  const inPackages = PACKAGES.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map(
      (name) => `${folder}/${name.replaceAll("\\", "/")}`,
    ),
  );
  const atTop = readdirSync(root);
  return [...inPackages, ...atTop]
    .filter((path) => /\.[cm]?[jt]sx?$/.test(path) && !/\.(?:test|d)\.[cm]?tsx?$|\.config\./.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

const [distDir] = process.argv.slice(2);
const { entries, problems } = entryPoints(sources());
if (distDir) problems.push(...beyondSource(join(root, distDir), entries));
for (const { kind, file, name, permission } of entries) {
  console.log(`${kind.padEnd(8)} ${permission.padEnd(6)} ${file}${name === "default" ? "" : ` ${name}`}`);
}
if (problems.length > 0) {
  console.error(`\nOutside the request guard:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
  process.exit(1);
}
