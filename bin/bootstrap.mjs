/**
 * Where `npm start` and `npm test` begin: on Node alone, before any package is there. This file is plain enough for old
 * versions of Node, so that they can be told.
 */
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Postern needs Node.js 20.19 or newer, and this is ${process.versions.node}: see https://nodejs.org/en/download`,
  );
  process.exit(1);
}

const [command, ...args] = process.argv.slice(2);
if (command === "test") await (await import("./setup/test.mjs")).testCommand(args);
else await (await import("./setup/start.mjs")).startCommand(args);
