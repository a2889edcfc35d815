import fc from "fast-check";
import { expect, it } from "vitest";
import { isTooDeep } from "#lib/core/text/json-depth";
import { depthWatch } from "./depth-watch";

/** Whether the watch reports the text, split into pieces of this many bytes. */
function seen(text: string, size: number): boolean {
  const watch = depthWatch();
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) if (watch(bytes.subarray(at, at + size))) return true;
  return false;
}

it("agrees with isTooDeep, however the text is split and whatever its strings hold", () => {
  const inmost = fc.oneof(fc.string(), fc.constantFrom('"]}[{', "\\", '\\"', "é[[["), fc.integer());
  fc.assert(
    fc.property(
      inmost,
      fc.array(fc.oneof(fc.constant(null), fc.string()), { minLength: 95, maxLength: 105 }),
      fc.integer({ min: 1, max: 40 }),
      (value, names, size) => {
        const nested = names.reduce<unknown>((in_, name) => (name === null ? [in_] : { [name]: in_, a: 1 }), value);
        expect(seen(JSON.stringify(nested), size)).toBe(isTooDeep(nested));
      },
    ),
  );
});

it("reports it at the level itself, not at the end", () => {
  const watch = depthWatch();
  expect(watch(Buffer.from("[".repeat(100)))).toBe(false);
  expect(watch(Buffer.from("["))).toBe(true);
});

it("does not count siblings", () => {
  expect(seen(JSON.stringify(Array.from({ length: 5_000 }, () => [{ a: [] }])), 1_000)).toBe(false);
});
