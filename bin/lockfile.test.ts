import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

type Package = {
  resolved?: string;
  integrity?: string;
  hasInstallScript?: boolean;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  engines?: { node?: string };
};

const json = (path: string) => JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), "utf8"));
const packages: Record<string, Package> = json("package-lock.json").packages;
const installed = Object.entries(packages).filter(([path]) => path !== "");
const nameOf = (path: string) => path.split("node_modules/").at(-1) ?? path;

/** Node's own search: in the package's node_modules, then in those of the folders above it. */
function isFound(name: string, from: string): boolean {
  if (`${from ? `${from}/` : ""}node_modules/${name}` in packages) return true;
  return from !== "" && isFound(name, from.slice(0, Math.max(0, from.lastIndexOf("/node_modules/"))));
}

/** Whether a range of package.json's engines (`^a.b.c`, `>=a.b`, `a`, joined by `||`) includes a version. */
function accepts(range: string, version: readonly number[]): boolean {
  return range.split("||").some((part) => {
    const [, operator, ...wanted] = /^\s*(\^|>=)?\s*(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:\.x)?\s*$/.exec(part) ?? [];
    const least = wanted.map((number) => Number(number ?? 0));
    const difference = version.map((number, place) => number - (least[place] ?? 0)).find((by) => by !== 0) ?? 0;
    return least.length > 0 && difference >= 0 && (operator === ">=" || version[0] === least[0]);
  });
}

test("every dependency is in the lock file, those of other platforms too", () => {
  const missing = Object.entries(packages).flatMap(([path, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter((name) => !isFound(name, path))
      .map((name) => `${path || "package.json"} → ${name}`),
  );
  expect(missing).toEqual([]);
});

test("packages are identified by content, not by the host that they came from", () => {
  expect(installed.filter(([, { integrity }]) => !integrity).map(([path]) => path)).toEqual([]);
  expect(installed.filter(([, { resolved }]) => resolved).map(([path]) => path)).toEqual([]);
});

test("every install script is approved in package.json", () => {
  const scripted = installed.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => nameOf(path));
  expect(Object.keys(json("package.json").allowScripts).sort()).toEqual([...new Set(scripted)].sort());
});

test("every package runs on the oldest Node.js that Postern supports", () => {
  const oldest = /\d+\.\d+\.\d+/.exec(json("package.json").engines.node)?.[0].split(".").map(Number) ?? [];
  expect(oldest).toEqual([20, 19, 0]);
  const refusing = installed.filter(([, { engines }]) => engines?.node && !accepts(engines.node, oldest));
  expect(refusing.map(([path, { engines }]) => `${path} ${engines?.node}`)).toEqual([]);
});
