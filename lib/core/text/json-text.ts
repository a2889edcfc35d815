/** JSON with its places: where each value stands, and where reading fails, the same in every browser and in Node. */

/** A place in a text, both from 1. */
export type Place = { line: number; column: number };
export type JsonPath = readonly (string | number)[];

export type ReadJson =
  | {
      ok: true;
      value: unknown;
      /** Where a value begins; of a path that is not there, where the nearest value around it begins. */
      placeOf(path: JsonPath): Place;
      /** Members that stand in one object more than once: only the last of them would count. */
      twice: JsonPath[];
    }
  | ({ ok: false; message: string } & Place);

const DEEPEST = 100;

class Unreadable extends Error {
  constructor(
    readonly offset: number,
    message: string,
  ) {
    super(message);
  }
}

/** Reads JSON (RFC 8259). Says what was expected where it fails. */
export function readJson(text: string): ReadJson {
  const starts = new Map<string, number>();
  const twice: JsonPath[] = [];
  try {
    scan(text, starts, twice);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { ok: false, message: error.message, ...placeAt(text, error.offset) };
  }
  return {
    ok: true,
    value: JSON.parse(text),
    twice,
    placeOf(path) {
      for (let length = path.length; length > 0; length -= 1) {
        const start = starts.get(keyOf(path.slice(0, length)));
        if (start !== undefined) return placeAt(text, start);
      }
      return placeAt(text, starts.get(keyOf([])) ?? 0);
    },
  };
}

const keyOf = (path: JsonPath): string => JSON.stringify(path);

function placeAt(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: before.length - before.lastIndexOf("\n") };
}

function scan(text: string, starts: Map<string, number>, twice: JsonPath[]): void {
  let at = 0;

  const fail = (expected: string): never => {
    const found = at >= text.length ? "the text ends" : `there is ${JSON.stringify(text[at])}`;
    throw new Unreadable(at, `${found} where ${expected} is expected`);
  };
  const space = () => {
    while (at < text.length && " \t\r\n".includes(text.charAt(at))) at += 1;
  };
  const string = (what: string): string => {
    if (text[at] !== '"') fail(what);
    const start = at;
    for (at += 1; text[at] !== '"'; at += 1) {
      if (at >= text.length || text.charAt(at) < " ") throw new Unreadable(start, "a text without closing quotes");
      if (text[at] !== "\\") continue;
      at += 1;
      if (text[at] === "u" && /^[0-9a-fA-F]{4}$/.test(text.slice(at + 1, at + 5))) at += 4;
      else if (!'"\\/bfnrt'.includes(text.charAt(at) || "none")) fail('one of " \\ / b f n r t u, after a backslash,');
    }
    at += 1;
    return JSON.parse(text.slice(start, at));
  };
  const word = () => {
    const found = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])/.exec(
      text.slice(at, at + 400),
    );
    if (found) at += found[0].length;
    else fail("a value");
  };
  const members = (close: "]" | "}", member: (index: number) => void) => {
    at += 1;
    space();
    if (text[at] === close) {
      at += 1;
      return;
    }
    for (let index = 0; ; index += 1) {
      member(index);
      space();
      if (text[at] === close) break;
      if (text[at] !== ",") fail(`a comma or ${close}`);
      at += 1;
      space();
    }
    at += 1;
  };
  const value = (path: JsonPath): void => {
    if (path.length > DEEPEST) throw new Unreadable(at, "it is nested too deeply");
    starts.set(keyOf(path), at);
    if (text[at] === "{") {
      const names = new Set<string>();
      members("}", () => {
        const name = string("a name in double quotes");
        if (names.has(name)) twice.push([...path, name]);
        names.add(name);
        space();
        if (text[at] !== ":") fail("a colon");
        at += 1;
        space();
        value([...path, name]);
      });
    } else if (text[at] === "[") members("]", (index) => value([...path, index]));
    else if (text[at] === '"') string("a text");
    else word();
  };

  space();
  value([]);
  space();
  if (at < text.length) fail("the end");
}
