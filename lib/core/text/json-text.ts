/** JSON with source locations: where each value is, and where parsing fails, the same in every browser and in Node. */
import { MOST_LEVELS, TOO_DEEP } from "./json-depth";

/** A place in a text, both from 1. */
export type SourceLocation = { line: number; column: number };
export type JsonPath = readonly (string | number)[];

export type ReadJson =
  | {
      ok: true;
      value: unknown;
      /** Where a value begins; of a path that is not there, where the nearest value around it begins. */
      placeOf(path: JsonPath): SourceLocation;
      /** Members that occur more than once in an object: only the last of them would count. */
      twice: JsonPath[];
    }
  | ({ ok: false; message: string } & SourceLocation);

/** Where a value begins, and its members: a tree, since a full path per value could take far more memory than the text. */
type Placed = { start: number; members: Map<string | number, Placed> | null };

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
  const twice: JsonPath[] = [];
  try {
    const root = scan(text, twice);
    return {
      ok: true,
      value: JSON.parse(text),
      twice,
      placeOf(path) {
        let found = root;
        for (const step of path) {
          const member = found.members?.get(step);
          if (!member) break;
          found = member;
        }
        return placeAt(text, found.start);
      },
    };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { ok: false, message: error.message, ...placeAt(text, error.offset) };
  }
}

function placeAt(text: string, offset: number): SourceLocation {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: before.length - before.lastIndexOf("\n") };
}

function scan(text: string, twice: JsonPath[]): Placed {
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
  const value = (path: JsonPath): Placed => {
    if (path.length > MOST_LEVELS) throw new Unreadable(at, `it is ${TOO_DEEP}`);
    const start = at;
    if (text[at] === "{") {
      const inside = new Map<string, Placed>();
      members("}", () => {
        const name = string("a name in double quotes");
        if (inside.has(name)) twice.push([...path, name]);
        space();
        if (text[at] !== ":") fail("a colon");
        at += 1;
        space();
        inside.set(name, value([...path, name]));
      });
      return { start, members: inside };
    }
    if (text[at] === "[") {
      const inside = new Map<number, Placed>();
      members("]", (index) => inside.set(index, value([...path, index])));
      return { start, members: inside };
    }
    if (text[at] === '"') string("a text");
    else word();
    return { start, members: null };
  };

  space();
  const root = value([]);
  space();
  if (at < text.length) fail("the end");
  return root;
}
