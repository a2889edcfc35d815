import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./paths.mjs";

/**
 * Imports a TypeScript module of the checkout, once packages are installed.
 * @template T
 * @param {string} path
 * @returns {Promise<any>}
 */
export async function importTypeScript(path) {
  const { register } = await import("tsx/esm/api");
  register();
  return import(pathToFileURL(join(root, path)).href);
}
