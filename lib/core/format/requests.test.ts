import { describe, expect, it } from "vitest";
import { piecesOf } from "#lib/render/pieces";
import { planOf, storyPlan } from "#lib/render/testing/plans";
import { requests, scriptRequests } from "./requests";

const ids = (changes: Parameters<typeof planOf>[0]) => requests(planOf(changes)).map(({ id }) => id);

describe("the request list", () => {
  it("holds the plan's changes as operations with their inputs", () => {
    const plan = storyPlan();
    expect(requests(plan).map(({ id, operation, input, dependsOn }) => ({ id, operation, input, dependsOn }))).toEqual(
      plan.changes.map(({ id, operation, input, dependsOn }) => ({ id, operation, input, dependsOn })),
    );
  });

  it("puts each request after those that it depends on, and otherwise keeps the order", () => {
    expect(ids([{ id: "c", dependsOn: ["b"] }, { id: "a" }, { id: "b" }])).toEqual(["b", "c", "a"]);
  });

  it("refuses changes that depend on each other in a circle", () => {
    expect(() =>
      ids([
        { id: "a", dependsOn: ["b"] },
        { id: "b", dependsOn: ["a"] },
      ]),
    ).toThrow("a → b → a");
  });

  it("refuses a change that depends on one which the plan does not have", () => {
    expect(() => ids([{ id: "a", dependsOn: ["gone"] }])).toThrow("The change a depends on gone");
  });

  it("uses the fingerprint for the run where there is no run, and leaves other references", () => {
    const input = { Run: "${run.Id}", Group: "${create-security-group.GroupId}", Mine: "${foo.Bar}" };
    const [request] = scriptRequests(planOf([{ input }], { fingerprint: "0123456789abcdef".repeat(4) }));
    expect(request?.input).toEqual({ ...input, Run: "0123456789abcdef".repeat(2) });
  });
});

describe("a text cut at its references", () => {
  const names = new Map([["group.GroupId", "g"]]);

  it("gives the names of what was created before", () => {
    expect(piecesOf("a${group.GroupId}b${group.GroupId}", names)).toEqual([
      { text: "a" },
      { name: "g" },
      { text: "b" },
      { name: "g" },
    ]);
  });

  it("leaves text that resembles a reference but names nothing created before", () => {
    const text = "${later.GroupId} ${group.Other} ${}";
    expect(piecesOf(text, names)).toEqual([{ text }]);
    expect(piecesOf("", names)).toEqual([{ text: "" }]);
  });
});
