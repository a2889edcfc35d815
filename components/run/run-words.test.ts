import { expect, it } from "vitest";
import { ownWait } from "#lib/core/run/own-wait";
import type { Run, RunStatus, StepState } from "#lib/core/run/run";
import { foundWord, pageTitle, stepWord } from "./run-words";

const run = (status: RunStatus, states: StepState[], names?: Record<string, string>) =>
  ({
    status,
    steps: states.map((state) => ({ state })),
    request: { plan: { vpcId: "vpc-0123456789abcdef0", changes: [] }, ...(names ? { names } : {}) },
  }) as unknown as Run;

const shop = { "vpc-0123456789abcdef0": "shop" };

it.each([
  ["succeeded", "✓ Done – shop"],
  ["failed", "✗ Failed – shop"],
  ["refused", "✗ Refused – shop"],
  ["running", "2 of 3 – shop"],
  ["queued", "Waiting – shop"],
  ["rolled-back", "Rolled back – shop"],
] as const)("a run that is %s is titled %s", (status, title) => {
  expect(pageTitle(run(status, ["done", "done", "calling"], shop))).toBe(title);
});

it("a run of an earlier version is titled by its VPC's id", () => {
  expect(pageTitle(run("running", ["done", "waiting"]))).toBe("1 of 2 – vpc-0123456789abcdef0");
});

it("a wait of Postern's own is not said to be one for AWS", () => {
  const note = ownWait(60_000, "so that no client still uses the private addresses");
  expect(note).toBe("Waiting 60 s, so that no client still uses the private addresses.");
  expect(stepWord({ state: "settling", note })).toBe("waiting");
  expect(stepWord({ state: "settling", note: null })).toBe("waiting for AWS");
});

it("what a rollback finds gone was not there already", () => {
  expect(foundWord({ change: "undo-create-endpoint-logs" })).toBe("nothing left to undo");
  expect(foundWord({ change: "create-endpoint-logs" })).toBe("existed already");
});
