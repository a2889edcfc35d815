/** Where in a text JSON.parse failed, both from 1. Its messages tell the position only sometimes. */
export function jsonErrorAt(text: string, error: unknown): { line: number; column: number } {
  const told = /at position (\d+)/.exec(error instanceof Error ? error.message : "")?.[1];
  const before = text.slice(0, told === undefined ? firstBadCharacter(text) : Number(told));
  return { line: before.split("\n").length, column: before.length - before.lastIndexOf("\n") };
}

/** A beginning of the text fails by ending too soon, until it holds the character that cannot be: that one is searched for. */
function firstBadCharacter(text: string): number {
  let good = 0;
  let bad = text.length + 1;
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (hasBadToken(text.slice(0, middle))) bad = middle;
    else good = middle;
  }
  return Math.min(good, text.length);
}

function hasBadToken(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch (error) {
    return error instanceof Error && error.message.startsWith("Unexpected token");
  }
}
