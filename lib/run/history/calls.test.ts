import { expect, it } from "vitest";
import type { StepEvent, StepOutcome } from "#lib/run/step/stored";
import { callsOf } from "./calls";

const at = (second: number) => `2026-11-23T07:40:${String(second).padStart(2, "0")}.000Z`;
const calling = (attempt: number, second: number): StepEvent => ({
  state: "calling",
  attempt,
  at: at(second),
  input: { VpcId: "vpc-1" },
});
const failing = (attempt: number, second: number, code: string, requestId: string | null): StepEvent => ({
  state: "calling",
  attempt,
  at: at(second),
  note: "trying again",
  failure: { kind: "throttled", code, message: "Rate exceeded", requestId },
});

const done: StepOutcome = {
  state: "done",
  attempt: 3,
  input: { VpcId: "vpc-1" },
  output: {},
  created: [],
  before: null,
  requestId: "req-3",
  alreadyDone: false,
  note: null,
  error: null,
};

it("every call of a step has its times, and its failure or its request id", () => {
  const events: StepEvent[] = [
    calling(1, 0),
    failing(1, 1, "RequestLimitExceeded", "req-1"),
    calling(2, 4),
    failing(2, 5, "ECONNRESET", null),
    calling(3, 9),
    { state: "settling", attempt: 3, at: at(10) },
    { state: "settling", attempt: 3, at: at(20), note: "pending" },
  ];
  expect(callsOf(events, done, at(30))).toMatchObject([
    { attempt: 1, startedAt: at(0), endedAt: at(1), requestId: "req-1", failure: { code: "RequestLimitExceeded" } },
    { attempt: 2, startedAt: at(4), endedAt: at(5), requestId: null, failure: { code: "ECONNRESET" } },
    { attempt: 3, startedAt: at(9), endedAt: at(10), requestId: "req-3", failure: null, input: { VpcId: "vpc-1" } },
  ]);
});

it("a call whose worker died has no end, nor has one in flight", () => {
  const [first, second] = callsOf([calling(1, 0), calling(2, 9)], { ...done, attempt: 2, requestId: "req-2" }, at(11));
  expect(first).toMatchObject({ endedAt: null, requestId: null, failure: null });
  expect(second).toMatchObject({ endedAt: at(11), requestId: "req-2" });
  expect(callsOf([calling(1, 0)], null, null)).toMatchObject([{ endedAt: null, requestId: null }]);
});

it("a note before the first call is no call", () => {
  expect(callsOf([{ state: "calling", attempt: 0, at: at(0), note: "waiting" }], null, null)).toEqual([]);
});
