/** The npm packages that ship: those of production, for every platform, as the lock file has them. */
import type { Component } from "./component";

type LockedPackage = {
  version?: string;
  license?: string;
  dev?: boolean;
  optional?: boolean;
  dependencies?: Readonly<Record<string, string>>;
  optionalDependencies?: Readonly<Record<string, string>>;
  peerDependencies?: Readonly<Record<string, string>>;
  peerDependenciesMeta?: Readonly<Record<string, { optional?: boolean }>>;
};

export type Lock = { packages: Readonly<Record<string, LockedPackage>> };

/** The name of the package at a path of the lock file. */
export const nameAt = (path: string): string => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);

/** One for each name and version, sorted by both. */
export function npmComponents({ packages }: Lock): Component[] {
  const components = new Map<string, Component>();
  for (const [path, { version = "", license = "none given", dev, optional }] of Object.entries(packages)) {
    if (path === "" || dev) continue;
    const name = nameAt(path);
    components.set(`${name}@${version}`, { name, version, licence: license, where: optional ? "optional" : "" });
  }
  return [...components.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, component]) => component);
}
