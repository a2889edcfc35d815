import { expect, it } from "vitest";
import { oldWords } from "./vocabulary";

const words = (text: string) => oldWords("a.ts", text).map(({ word }) => word);

it("finds an old word in an identifier, a comment and a text, with its line", () => {
  expect(words("const inhabitantsOf = 1;")).toEqual(["inhabitant"]);
  expect(words("// the run was taken back")).toEqual(["taken back"]);
  expect(words("it is told why, and lets nobody in")).toEqual(["is told", "lets nobody in"]);
  expect(oldWords("a.tsx", '\n<p>"Nothing stands against it"</p>')).toEqual([
    { file: "a.tsx", line: 2, word: "stands against", instead: "blocks" },
  ]);
});

it("leaves the field's own words alone", () => {
  expect(words("ALTER TABLE drafts ADD FOREIGN KEY (id)")).toEqual([]);
  expect(words("roll back the run; allow egress; the warehouse keeps rows; background rooms")).toEqual([]);
  expect(words("inertia of a large fleet; household")).toEqual([]);
  expect(words("admitVpcCidrs; the promise resolves; the DoorOpen icon; forbearance; is bold")).toEqual([]);
});
