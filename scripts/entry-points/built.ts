/** What Next.js has really built, against what the source was read to hold. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Way } from "./ways-in";

/** Next.js brings these itself, or makes them of a file that is no code. */
const BUILT_IN = new Set(["/_not-found/page", "/_global-error/page", "/icon.svg/route"]);

type Actions = Record<"node" | "edge", Record<string, { exportedName?: string; filename?: string }>>;

/** Routes and actions of a build that no way of the source accounts for, a sentence each. */
export function beyondSource(dist: string, ways: readonly Way[]): string[] {
  const known = new Set(ways.map(({ kind, file, name }) => (kind === "action" ? `${file} ${name}` : pathOf(file))));
  const routes = Object.keys(read<Record<string, string>>(dist, "app-paths-manifest.json"));
  const { node, edge } = read<Actions>(dist, "server-reference-manifest.json");
  const actions = [...Object.values(node), ...Object.values(edge)].map(
    ({ filename, exportedName }) => `${filename} ${exportedName}`,
  );
  const pages = existsSync(join(dist, "server/pages-manifest.json"))
    ? read<Record<string, string>>(dist, "pages-manifest.json")
    : {};
  return [
    ...routes.filter((route) => !BUILT_IN.has(route) && !known.has(route)).map((route) => `the build serves ${route}`),
    ...actions.filter((action) => !known.has(action)).map((action) => `the build has the action ${action}`),
    ...Object.keys(pages)
      .filter((name) => !/^\/(?:404|500|_app|_document|_error)$/.test(name))
      .map((name) => `the build serves ${name} by the Pages Router`),
  ];
}

/** `app/runs/[id]/page.tsx` is `/runs/[id]/page` in Next's manifest. */
const pathOf = (file: string) => file.replace(/^app/, "").replace(/\.\w+$/, "");

const read = <T>(dist: string, name: string) => JSON.parse(readFileSync(join(dist, "server", name), "utf8")) as T;
