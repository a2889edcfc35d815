import { describe, expect, it } from "vitest";
import { entryPoints } from "./entry-points";

const guard = (...names: string[]) => `import { ${names.join(", ")} } from "#lib/server/http/guard";\n`;
const PAGE = `${guard("page")}export default page({ permission: "read" }, async () => null);`;
const GET = `${guard("handler")}export const GET = handler({ permission: "read", input }, async () => 1);`;
const ACTION = `"use server";\n${guard("action")}export const apply = action({ permission: "apply", input }, async () => 1);`;

const faults = (path: string, text: string) => entryPoints([{ path, text }]).problems;

describe("a guarded entry point is listed with its permission", () => {
  it.each([
    ["app/runs/page.tsx", PAGE, { kind: "page", name: "default", permission: "read" }],
    ["app/setup/[draft]/layout.tsx", PAGE, { kind: "page", name: "default", permission: "read" }],
    ["app/api/runs/route.ts", GET, { kind: "handler", name: "GET", permission: "read" }],
    ["app/runs/actions.ts", ACTION, { kind: "action", name: "apply", permission: "apply" }],
    ["lib/anywhere/actions.ts", ACTION, { kind: "action", name: "apply", permission: "apply" }],
    [
      "app/open/route.ts",
      `${guard("opening")}export const GET = opening(async () => new Response());`,
      { kind: "handler", name: "GET", permission: "none" },
    ],
  ])("%s", (path, text, entry) => {
    expect(entryPoints([{ path, text }])).toEqual({ entries: [{ file: path, ...entry }], problems: [] });
  });

  it("with plain metadata and types beside it", () => {
    const beside = `export const metadata = { title: "Runs", robots: { index: false } };\nexport type Props = object;\n`;
    expect(faults("app/runs/page.tsx", beside + PAGE)).toEqual([]);
  });

  it("code that only browsers run, and other code, is left alone", () => {
    expect(faults("app/error.tsx", `"use client";\nexport default function RouteError() { return null; }`)).toEqual([]);
    expect(faults("app/frame.tsx", "export function Frame() { return null; }")).toEqual([]);
    expect(faults("lib/server/services/reads.ts", "export async function regions() {}")).toEqual([]);
  });
});

describe("a page is refused", () => {
  it.each([
    ["without the guard", "export default async function Page() { return null; }"],
    ["without the guard, as a constant", "const Page = async () => null;\nexport default Page;"],
    ["guarded by another module under the same name", PAGE.replace("#lib/server/http/guard", "./guard")],
    ["guarded by another function under the same name", PAGE.replace("{ page }", "{ action as page }")],
    [
      "guarded by a function of its own",
      "const page = (_: object, f: unknown) => f;\nexport default page({ permission: 'read' }, async () => null);",
    ],
    ["imported as a type", PAGE.replace("import {", "import type {")],
    [
      "guarded, and wrapped again",
      PAGE.replace("export default page(", "export default changed(page(").replace(/;$/, ");"),
    ],
    ["exported from elsewhere", `export { default } from "./other";`],
    ["exported from elsewhere, all of it", `export * from "./other";`],
    ["exported in a list", `${PAGE.replace("export default", "const Page =")}\nexport { Page as default };`],
    ["by a variable permission", PAGE.replace('"read"', "permission")],
    ["by options from elsewhere", PAGE.replace('{ permission: "read" }', "options")],
    ["by options that spread", PAGE.replace('{ permission: "read" }', "{ ...options }")],
    ["by a permission that is none", PAGE.replace('"read"', '"everything"')],
    ["without a permission", PAGE.replace('"read"', '"none"')],
    ["by a method of the guard as a namespace", PAGE.replace("{ page }", "* as guard").replace("page(", "guard.page(")],
    ["that computes its metadata", `${PAGE}\nexport async function generateMetadata() { return {}; }`],
    ["that computes its metadata in a constant", `${PAGE}\nexport const metadata = { title: await secret() };`],
    ["in the browser", `"use client";\nexport default function Page() { return null; }`],
    ["with nothing in it", ""],
  ])("%s", (_, text) => {
    expect(faults("app/runs/page.tsx", text)).not.toEqual([]);
  });

  it.each([
    "app/page.jsx",
    "app/(group)/@slot/page.tsx",
    "app/layout.tsx",
    "app/template.tsx",
    "app/@modal/default.tsx",
    "app/loading.tsx",
    "app/not-found.tsx",
    "app/error.tsx",
    "app/unauthorized.tsx",
    "app/opengraph-image.tsx",
    "app/sitemap.ts",
    "src/app/page.tsx",
    "pages/index.tsx",
    "middleware.ts",
    "app/route.js",
  ])("as %s", (path) => {
    expect(faults(path, "export default async function Any() { return null; }")).not.toEqual([]);
  });
});

describe("a handler is refused", () => {
  it.each([
    ["as a function", "export async function GET() { return new Response(); }"],
    ["as a default", "export default async function () { return new Response(); }"],
    ["in a list", "const read = async () => new Response();\nexport { read as GET };"],
    ["of another method beside a good one", `${GET}\nexport const POST = async () => new Response();`],
    ["in one statement with a good one", `${GET.replace(/;$/, "")}, PUT = async () => new Response();`],
    ["taken apart", "export const { GET, POST } = handlers;"],
    ["guarded as a page", `${guard("page")}export const GET = page({ permission: "read" }, async () => null);`],
    ["open without a session", `${guard("opening")}export const GET = opening(async () => new Response());`],
  ])("%s", (_, text) => {
    expect(faults("app/api/runs/route.ts", text)).not.toEqual([]);
  });
});

describe("an action is refused", () => {
  it.each([
    ["as a function", `"use server";\nexport async function apply() {}`],
    [
      "as a default",
      `"use server";\n${guard("action")}export default action({ permission: "apply", input }, async () => 1);`,
    ],
    ["as a constant", `"use server";\nexport const apply = async () => {};`],
    ["in a list", `"use server";\nasync function apply() {}\nexport { apply };`],
    ["after another directive", `"use strict";\n"use server";\nexport async function apply() {}`],
    ["with permission none", ACTION.replace('"apply", input', '"none", input')],
    ["inside a component", `export function Form() { async function apply() { "use server"; } return apply; }`],
    ["inside an arrow", `export const Form = () => { const apply = async () => { 'use server'; }; return apply; };`],
    ["inside an object", `export const actions = { async apply() { "use server"; } };`],
  ])("%s", (_, text) => {
    for (const path of ["app/runs/form.tsx", "components/run/form.tsx", "lib/server/form.ts"]) {
      expect(faults(path, text)).not.toEqual([]);
    }
  });

  it("inside a page that is guarded", () => {
    const inside = PAGE.replace(
      "async () => null",
      `async () => { async function apply() { "use server"; } return apply; }`,
    );
    expect(faults("app/runs/page.tsx", inside)).not.toEqual([]);
  });
});
