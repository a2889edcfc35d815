/** 100,000 hostile values in each shell: what the script gives to aws, and that it runs nothing else. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Change, Json, Plan } from "#lib/core/format/plan-format";
import { isVisible, visible } from "#lib/core/text/untrusted";
import { cliScript } from "./cli";
import { runScript, SHELLS } from "./testing/fake-aws";
import { hostile, SHELL } from "./testing/hostile";
import { planOf } from "./testing/plans";
import { asSent, expected } from "./testing/sent";

const WANTED = 100_000;
const SCRIPTS = 10;
/** Values drawn for each script, besides its part of the systematic ones. */
const DRAWN = 8_400;

/** Every text of one or two ASCII characters, and every payload that is meant for a shell, alone. */
const ASCII = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));
const SYSTEMATIC = [...ASCII, ...ASCII.flatMap((one) => ASCII.map((other) => one + other)), ...SHELL];

const chunks = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, at) => list.slice(at * size, (at + 1) * size));

const isWord = (value: string) => isVisible(value) && !/^(?:-|fileb?:|https?:)/.test(value);

/** Each value in one place: every other one that can be a shell word, the rest as JSON or in a policy's text. */
function changeOf(values: string[]): Partial<Change> {
  const words = values.filter((value, at) => at % 2 === 0 && isWord(value));
  const [groups = [], tags = [], policy = []] = chunks(
    values.filter((value, at) => at % 2 === 1 || !isWord(value)),
    Math.ceil(values.length / 4),
  );
  return {
    reason: values.join(" "),
    input: {
      SubnetIds: words,
      SecurityGroupIds: groups,
      PrivateDnsEnabled: false,
      PolicyDocument: policy.join("\n"),
      TagSpecifications: [{ Tags: chunks(tags, 2).map(([Key = "", Value = ""]) => ({ Key, Value })) }],
    },
  };
}

/** Fails at the first text that differs, and names it: a comparison of all would be too long to read. */
function same(found: Json | undefined, wanted: Json | undefined, at: string): void {
  if (typeof wanted !== "object" || wanted === null) {
    expect(found, at).toBe(wanted);
    return;
  }
  expect(Object.keys(found ?? {}).sort(), at).toEqual(Object.keys(wanted).sort());
  const inside = found as { [key: string]: Json };
  for (const [key, member] of Object.entries(wanted)) same(inside[key], member, `${at}.${key}`);
}

const SAID = /^(?:VPC vpc-\w+ in us-east-1, owned by account 111122223333|\d+ of \d+: change-\d+| {2}vpce-\d+|Done\.)$/;

async function tried(plan: Plan, shell: (typeof SHELLS)[number], locale: string): Promise<void> {
  const { calls, stdout, stderr, code, left } = await runScript(cliScript(plan), shell, { locale });
  expect({ code, stdout, left }).toEqual({ code: 0, stdout: "", left: [] });
  expect(
    stderr
      .trimEnd()
      .split("\n")
      .filter((line) => !SAID.test(line)),
  ).toEqual([]);
  const wanted = expected(plan);
  const got = asSent(calls, wanted);
  same(got as Json, wanted as Json, "calls");
}

describe.each(SHELLS)("in %s", (shell) => {
  it("aws gets exactly the plan's arguments, whatever 100,000 values hold, and nothing else runs", async () => {
    const systematic = chunks(SYSTEMATIC, Math.ceil(SYSTEMATIC.length / SCRIPTS));
    let script = 0;
    let values = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(hostile, { minLength: DRAWN, maxLength: DRAWN, size: "max" }), async (drawn) => {
        const own = [...(systematic[script % SCRIPTS] ?? []), ...drawn];
        const plan = planOf(chunks(own, 500).map(changeOf));
        await tried(plan, shell, script % 2 === 0 ? "C.UTF-8" : "C");
        values += own.length;
        script += 1;
      }),
      { numRuns: SCRIPTS, endOnFailure: true },
    );
    console.log(`${shell}: ${values} values reached aws as the plan has them`);
    expect(values).toBeGreaterThanOrEqual(WANTED);
  }, 120_000);

  it("findings are printed unchanged, and then the script ends", async () => {
    const [summaries = []] = fc.sample(fc.array(hostile, { minLength: 500, maxLength: 500, size: "max" }), 1);
    const findings = [...SHELL, ...summaries].map((summary) => ({
      code: "single-az" as const,
      severity: "error" as const,
      summary,
      detail: summary,
      resources: [summary],
      fix: summary,
    }));
    const { code, stdout, stderr, calls, left } = await runScript(cliScript(planOf([{}], { findings })), shell);
    expect({ code, stdout, calls, left }).toEqual({ code: 3, stdout: "", calls: [], left: [] });
    const said = stderr.split("\n");
    for (const { summary } of findings) expect(said.some((line) => line.includes(visible(summary)))).toBe(true);
  });
});
