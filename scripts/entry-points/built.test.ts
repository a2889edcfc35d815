import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { beyondSource } from "./built";
import type { EntryPoint } from "./entry-points";

function build(routes: string[], actions: { exportedName: string; filename: string }[]): string {
  const dist = mkdtempSync(join(tmpdir(), "postern-built-"));
  mkdirSync(join(dist, "server"));
  const write = (name: string, value: object) => writeFileSync(join(dist, "server", name), JSON.stringify(value));
  write("app-paths-manifest.json", Object.fromEntries(routes.map((route) => [route, "file.js"])));
  write("server-reference-manifest.json", { node: Object.fromEntries(actions.entries()), edge: {} });
  return dist;
}

const ENTRIES: EntryPoint[] = [
  { kind: "page", file: "app/runs/[id]/page.tsx", name: "default", permission: "read" },
  { kind: "handler", file: "app/api/runs/route.ts", name: "GET", permission: "read" },
  { kind: "action", file: "app/runs/actions.ts", name: "stopRun", permission: "apply" },
];
const STOP = { exportedName: "stopRun", filename: "app/runs/actions.ts" };

it("a build of the known entry points has no problems", () => {
  const routes = ["/runs/[id]/page", "/api/runs/route", "/_not-found/page", "/icon.svg/route"];
  expect(beyondSource(build(routes, [STOP]), ENTRIES)).toEqual([]);
});

it("routes and actions that are not in the source are reported", () => {
  const other = { exportedName: "$$RSC_SERVER_ACTION_0", filename: "app/runs/[id]/page.tsx" };
  expect(beyondSource(build(["/api/other/route"], [STOP, other]), ENTRIES)).toEqual([
    "the build serves /api/other/route",
    "the build has the action app/runs/[id]/page.tsx $$RSC_SERVER_ACTION_0",
  ]);
});
