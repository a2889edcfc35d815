import { expect, it } from "vitest";
import type { Verdict } from "#lib/core/format/plan-format";
import { planOf } from "../testing/plans";
import { changesWords, pathsWords } from "./plan-figures";

it("an empty plan of an incomplete draft does not say that all exists", () => {
  expect(changesWords(planOf([]), true)).toBe("not all is chosen yet");
  expect(changesWords(planOf([]), false)).toBe("all exist already");
  expect(changesWords(planOf([{}, {}]), true)).toBe("2 new endpoints");
});

it("a blocked plan without changes is blocked", () => {
  const blocked = { code: "nacl-blocks", severity: "error", summary: "", detail: "", resources: [] } as const;
  expect(changesWords(planOf([], { findings: [{ ...blocked, resources: [] }] }), false)).toBe("blocked");
});

it("paths that are private in part are counted apart, and what that means is said", () => {
  const rows = (["private", "partial", "partial", "none"] satisfies Verdict[]).map((after) => ({
    before: "none" as const,
    after,
  }));
  expect(pathsWords(rows)).toEqual({
    value: "1 of 4",
    about: "2 more in part: not from every address, or not on every port; before: 0; workload × subnet × service",
  });
  expect(pathsWords([]).value).toBe("–");
});
