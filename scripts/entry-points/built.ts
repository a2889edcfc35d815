/** Compares what Next.js built with the entry points found in the source. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { EntryPoint } from "./entry-points";

/** Next.js adds these itself, or builds them from a file that is no code. */
const BUILT_IN = new Set(["/_not-found/page", "/_global-error/page", "/icon.svg/route"]);

type Actions = Record<"node" | "edge", Record<string, { exportedName?: string; filename?: string }>>;

/** Routes and actions of a build that are not among the source's entry points, a sentence each. */
export function beyondSource(dist: string, entries: readonly EntryPoint[]): string[] {
  const known = new Set(entries.map(({ kind, file, name }) => (kind === "action" ? `${file} ${name}` : pathOf(file))));
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
