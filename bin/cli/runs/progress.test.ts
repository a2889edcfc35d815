import { expect, it } from "vitest";
import type { Run, RunStep } from "#lib/core/run/run";
import { lineProgress } from "./progress";

const step: RunStep = {
  change: "create-endpoint-ecs",
  operation: "CreateVpcEndpoint",
  reason: "",
  dependsOn: [],
  state: "waiting",
  attempt: 0,
  startedAt: null,
  endedAt: null,
  input: null,
  resultId: null,
  requestId: null,
  calls: [],
  output: null,
  before: null,
  alreadyDone: false,
  wasThere: false,
  note: null,
  error: null,
};

it("writes a line for each change of state, once, and nothing that moves the cursor", () => {
  const lines: string[] = [];
  const { show } = lineProgress((line) => lines.push(line));
  const shown = (over: Partial<RunStep>) => show({ steps: [{ ...step, ...over }] } as Run);
  shown({});
  shown({ state: "calling" });
  shown({ state: "calling" });
  shown({ state: "settling", resultId: "vpce-1", note: "Throttled\u001b[2J" });
  shown({ state: "done", resultId: "vpce-1", attempt: 2 });
  expect(lines).toEqual([
    "create-endpoint-ecs (CreateVpcEndpoint): calls AWS",
    "create-endpoint-ecs (CreateVpcEndpoint): waits until it is in effect, vpce-1, Throttled\\u001b[2J",
    "create-endpoint-ecs (CreateVpcEndpoint): done, vpce-1, attempt 2",
  ]);
});
