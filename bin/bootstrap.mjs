/**
 * Entry point of `npm start` and `npm test`: on Node alone, before any package is installed. This file is plain enough for old
 * versions of Node, so that they can report themselves.
 */
import { nodeProblem } from "./setup/node-version.mjs";

if (nodeProblem) {
  console.error(nodeProblem);
  process.exit(1);
}

const [command, ...args] = process.argv.slice(2);
if (command === "test") await (await import("./setup/test.mjs")).testCommand(args);
else await (await import("./setup/start.mjs")).startCommand(args);
