/** The oldest Node.js that Postern runs on. Plain enough for old versions, so that they can report themselves. */
const [major, minor] = process.versions.node.split(".").map(Number);

/** What is wrong with this Node.js, as a sentence; null when it is new enough. */
export const nodeProblem =
  major < 20 || (major === 20 && minor < 19)
    ? "Postern needs Node.js 20.19 or newer, and this is " +
      process.versions.node +
      ": see https://nodejs.org/en/download"
    : null;
