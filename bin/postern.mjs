#!/usr/bin/env node
/** The command `postern`. Plain JavaScript: it may be run before any package is installed. */
import { metadataSetting } from "./credentials.mjs";

Object.assign(process.env, metadataSetting());
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

if (process.argv[2] === "start") {
  await import("./bootstrap.mjs");
} else {
  const typescript = await import("tsx/esm/api").catch(() => null);
  if (typescript) {
    typescript.register();
    await import("./cli/main.ts");
  } else {
    console.error("Postern's packages are not installed yet. Run `npm start` once, or `npm ci`, in its folder.");
    process.exitCode = 1;
  }
}
