import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isTooDeep } from "./json-depth";
import { readJson } from "./json-text";

const placeOf = (text: string) => {
  const read = readJson(text);
  return read.ok ? null : [read.line, read.column, read.message];
};

describe("reading JSON", () => {
  it("reads what JSON.parse reads, and nothing else", () => {
    const almost = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom("", ",", "]", '"', "x", "1", "\\"))
      .map(([text, at, extra]) => text.slice(0, at % (text.length + 1)) + extra + text.slice(at % (text.length + 1)));
    fc.assert(
      fc.property(fc.oneof(fc.json(), almost, fc.string()), (text) => {
        let value: unknown;
        let parses = true;
        try {
          value = JSON.parse(text);
        } catch {
          parses = false;
        }
        const read = readJson(text);
        expect(read.ok).toBe(parses);
        if (read.ok) expect(read.value).toEqual(value);
      }),
    );
  });

  it.each([
    ["", 1, 1, /the text ends where a value/],
    ['{\n  "a": 1,\n}', 3, 1, /name in double quotes/],
    ['{"a" 1}', 1, 6, /a colon/],
    ['["a"\n "b"]', 2, 2, /a comma or \]/],
    ['{"a": "b\n"}', 1, 7, /without closing quotes/],
    ["{'a': 1}", 1, 2, /name in double quotes/],
    ['"\\x"', 1, 3, /after a backslash/],
    ["{} {}", 1, 4, /the end is expected/],
    ["[01]", 1, 2, /a value/],
  ])("says where %j fails", (text, line, column, message) => {
    expect(placeOf(text)).toEqual([line, column, expect.stringMatching(message)]);
  });

  it("refuses what is nested without end instead of failing", () => {
    for (const open of ["[", '{"a":', '[{"a":']) {
      expect(placeOf(open.repeat(100_000))?.[2]).toMatch(/nested more than 100 levels deep/);
    }
  });

  it("refuses the same depths as isTooDeep", () => {
    fc.assert(
      fc.property(fc.integer({ min: 90, max: 110 }), fc.constantFrom("[]", "{}", '"x"'), (levels, inmost) => {
        const text = `${"[".repeat(levels)}${inmost}${"]".repeat(levels)}`;
        expect(readJson(text).ok).toBe(!isTooDeep(JSON.parse(text)));
      }),
    );
    expect([100, 101].map((levels) => isTooDeep(JSON.parse(`${"[".repeat(levels)}1${"]".repeat(levels)}`)))).toEqual([
      false,
      true,
    ]);
  });

  it("needs memory for the text, and not for the path of each of its values", () => {
    const long = "a".repeat(50_000);
    const read = readJson(`{"${long}": [${"1,".repeat(50_000)}1]}`);
    if (!read.ok) throw new Error(read.message);
    expect(read.placeOf([long, 50_000])).toEqual({ line: 1, column: 150_007 });
  });

  it("knows where values are, and names duplicate members", () => {
    const read = readJson('{\n  "a": [1,\n    {"b": 2, "b": 3}]\n}');
    if (!read.ok) throw new Error(read.message);
    expect(read.placeOf(["a", 1, "b"])).toEqual({ line: 3, column: 19 });
    expect(read.placeOf(["a", 0])).toEqual({ line: 2, column: 9 });
    expect(read.placeOf(["a", 1, "none", 5])).toEqual({ line: 3, column: 5 });
    expect(read.placeOf([])).toEqual({ line: 1, column: 1 });
    expect(read.twice).toEqual([["a", 1, "b"]]);
  });
});
