import fc from "fast-check";
import { expect, it } from "vitest";
import { wildcardMatches } from "./wildcard";

it("matches as the regular expression that says the same", () => {
  const part = fc.constantFrom("*", "?", "a", "b", "A");
  fc.assert(
    fc.property(fc.array(part), fc.array(fc.constantFrom("a", "b", "B")), (pattern, text) => {
      const same = new RegExp(`^${pattern.map((c) => (c === "*" ? ".*" : c === "?" ? "." : c)).join("")}$`, "i");
      expect(wildcardMatches(pattern.join(""), text.join(""))).toBe(same.test(text.join("")));
    }),
  );
});

it("is fast for a hostile pattern", () => {
  expect(wildcardMatches(`${"*a".repeat(500)}b`, "a".repeat(5_000))).toBe(false);
});
