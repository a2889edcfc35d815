/** `npm test` until packages are installed. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensurePackages } from "./packages.mjs";
import { installed } from "./paths.mjs";
import { venvInstaller } from "./python.mjs";
import { Problem } from "./run.mjs";
import { session } from "./session.mjs";
import { importTypeScript } from "./typescript.mjs";

const USAGE = "npm test [-- --only types,lint,imports,unused,unit,e2e,long [files …]]";

/** @param {string[]} args */
export function testCommand(args) {
  return session(async (running) => {
    const { only, files } = parse(args);
    const logs = join(installed, "logs");
    mkdirSync(logs, { recursive: true });
    const context = { ...running, logs };
    const installVenv = venvInstaller();
    const venv = installVenv(context);
    venv.catch(() => {});
    await ensurePackages(context);
    const { test } = await importTypeScript("./scripts/test/main.ts");
    return test({ ...context, venv, only, files });
  }, 130);
}

/** @param {string[]} args */
function parse(args) {
  try {
    const { values, positionals } = parseArgs({ args, options: { only: { type: "string" } }, allowPositionals: true });
    return { only: values.only?.split(",") ?? null, files: positionals };
  } catch (error) {
    throw new Problem(`${/** @type {Error} */ (error).message}\nUsage: ${USAGE}`);
  }
}
