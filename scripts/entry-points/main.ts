/** `npm run check:guard`: lists every page, handler and action, and fails on one that the request guard has not made. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../bin/setup/paths.mjs";
import { beyondSource } from "./built";
import { type Source, waysIn } from "./ways-in";

const ROOMS = ["app", "components", "lib", "worker", "pages", "src"];

function sources(): Source[] {
  const inRooms = ROOMS.filter((room) => existsSync(join(root, room))).flatMap((room) =>
    readdirSync(join(root, room), { recursive: true, encoding: "utf8" }).map(
      (name) => `${room}/${name.replaceAll("\\", "/")}`,
    ),
  );
  const atTop = readdirSync(root);
  return [...inRooms, ...atTop]
    .filter((path) => /\.[cm]?[jt]sx?$/.test(path) && !/\.(?:test|d)\.[cm]?tsx?$|\.config\./.test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }));
}

const [distDir] = process.argv.slice(2);
const { ways, problems } = waysIn(sources());
if (distDir) problems.push(...beyondSource(join(root, distDir), ways));
for (const { kind, file, name, permission } of ways) {
  console.log(`${kind.padEnd(8)} ${permission.padEnd(6)} ${file}${name === "default" ? "" : ` ${name}`}`);
}
if (problems.length > 0) {
  console.error(`\nOutside the request guard:\n${problems.map((problem) => `  ${problem}`).join("\n")}`);
  process.exit(1);
}
