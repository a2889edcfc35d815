#!/usr/bin/env node
/** The command `postern`. Plain JavaScript: it may be run before any package is installed. */
import { metadataSetting } from "./credentials.mjs";
import { packageProblem } from "./setup/packages.mjs";

Object.assign(process.env, metadataSetting());
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

if (process.argv[2] === "start") {
  await import("./bootstrap.mjs");
} else {
  try {
    (await import("tsx/esm/api")).register();
    await import("./cli/main.ts");
  } catch (error) {
    const sentence = packageProblem(error);
    if (!sentence) throw error;
    console.error(sentence);
    process.exitCode = 1;
  }
}
