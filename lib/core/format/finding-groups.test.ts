import { describe, expect, it } from "vitest";
import type { FindingCode } from "./finding-codes";
import { blockers, findingSections, groupFindings } from "./finding-groups";
import type { Finding } from "./plan-format";
import { isBlocked } from "./severity";

const finding = (code: FindingCode, summary: string, over: Partial<Finding> = {}): Finding => ({
  code,
  severity: "warning",
  summary,
  detail: "",
  resources: [],
  ...over,
});

const loss = (service: string, who: string, over: Partial<Finding> = {}) =>
  finding("blast-radius", `${service}: ${who} would lose access.`, {
    detail: `They reach it today: ${who}.`,
    resources: [who],
    fix: "Allow them.",
    ...over,
  });

describe("groups of findings", () => {
  it("are one for all that say the same, with their subjects before it", () => {
    expect(
      groupFindings([loss("ecs", "task web"), loss("logs", "task web"), loss("s3:interface", "task web")]),
    ).toEqual([
      {
        code: "blast-radius",
        kinds: [null],
        severity: "warning",
        summaries: ["ecs, logs, s3:interface: task web would lose access."],
        details: ["They reach it today: task web."],
        resources: ["task web"],
        fixes: ["Allow them."],
      },
    ]);
  });

  it("keep apart what differs, a line each", () => {
    const [group, ...more] = groupFindings([
      loss("ecs", "task web"),
      loss("sqs", "function x"),
      loss("logs", "task web"),
    ]);
    expect(more).toEqual([]);
    expect(group?.summaries).toEqual(["ecs, logs: task web would lose access.", "sqs: function x would lose access."]);
    expect(group?.resources).toEqual(["task web", "function x"]);
  });

  it("are one blast radius whatever the next steps, and several of other codes", () => {
    expect(groupFindings([loss("ecs", "a"), loss("sqs", "a", { kind: "policy", fix: "Widen it." })])).toMatchObject([
      { kinds: [null, "policy"], fixes: ["Allow them.", "Widen it."] },
    ]);
    const missing = (id: string) => finding("missing-endpoint", `${id}: missing.`, { fix: `Add ${id}.` });
    expect(groupFindings([missing("logs"), missing("ecr.api")]).map(({ fixes }) => fixes)).toEqual([
      ["Add logs."],
      ["Add ecr.api."],
    ]);
  });

  it("do not change sentences without a subject", () => {
    const sentences = ["Two things: one and two.", "Three things: one and two."];
    expect(groupFindings(sentences.map((one) => finding("single-az", one)))[0]?.summaries).toEqual(sentences);
  });
});

describe("a plan is blocked", () => {
  const plan = (findings: Finding[], accepted = false) =>
    ({ findings, intent: { acceptedRisks: accepted ? ["blast-radius"] : [] } }) as Parameters<typeof isBlocked>[0];
  const error = finding("no-free-address", "subnet-1: full.", { severity: "error" });

  it("by errors, and by a blast radius until it is accepted", () => {
    expect(isBlocked(plan([finding("single-az", "One zone.")]))).toBe(false);
    expect(isBlocked(plan([error], true))).toBe(true);
    expect(isBlocked(plan([loss("ecs", "a")]))).toBe(true);
    expect(isBlocked(plan([loss("ecs", "a")], true))).toBe(false);
  });

  it("with a sentence for each group that blocks it, apart from the others", () => {
    const findings = [finding("single-az", "One zone."), loss("ecs", "a"), loss("sqs", "a"), error];
    expect(blockers(plan(findings))).toEqual(["subnet-1: full.", "ecs, sqs: a would lose access."]);
    expect(findingSections(plan(findings, true))).toMatchObject({
      blocking: [{ code: "no-free-address" }],
      other: [{ code: "single-az" }, { code: "blast-radius" }],
    });
  });
});
