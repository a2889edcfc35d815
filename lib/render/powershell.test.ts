/** The PowerShell script, read by a reader of what it writes: there is no PowerShell on every machine that runs the tests. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Change, Plan } from "#lib/core/format/plan-format";
import { visible } from "#lib/core/text/untrusted";
import { cliScript } from "./cli";
import { kebab } from "./cli/arguments";
import { fixedParts, powershellScript } from "./powershell";
import { hostile, POWERSHELL } from "./testing/hostile";
import { planOf, reusePlan, storyPlan } from "./testing/plans";
import { runPowershell } from "./testing/powershell-reader";
import { expected } from "./testing/sent";

const run = (plan: Plan) => runPowershell(powershellScript(plan), fixedParts(plan));
const wanted = (plan: Plan) => expected(plan).map(({ operation, input }) => ({ operation: kebab(operation), input }));

it.each([
  ["a new setup", storyPlan(["ecs", "ecr.api", "s3"], { tags: { team: "${foo.Bar}" } })],
  ["an existing endpoint", reusePlan()],
  ["services on other ports than 443", storyPlan(["ecs", "logs", "s3"], { ports: { logs: [587, "8000-8010"] } })],
])("sends the requests of a plan in order, with the ids that earlier ones produced: %s", (_, plan) => {
  const { calls, code, said } = run(plan);
  expect(calls).toEqual(wanted(plan));
  expect({ code, end: said.at(-1) }).toEqual({ code: 0, end: "Done." });
});

it("has the steps of the bash script: the same words, waits and changes in the same order", () => {
  const steps = (script: string) => script.split("\n").flatMap((line) => /^# (\d+ of \d+: .*)$/.exec(line)?.[1] ?? []);
  for (const plan of [storyPlan(), reusePlan()]) expect(steps(powershellScript(plan))).toEqual(steps(cliScript(plan)));
  const script = powershellScript(storyPlan());
  expect(script.indexOf("Wait-Endpoint $endpoint_ecs")).toBeLessThan(
    script.indexOf("$null = Invoke-Ec2 'modify-vpc-endpoint'"),
  );
  expect(script).not.toContain("function Add-Missing");
});

/** Each value wherever EC2 takes a name, a tag, a description or a policy, and in the words for people. */
function changesWith(values: readonly string[]): Partial<Change>[] {
  const Tags = values.map((Value) => ({ Key: Value, Value }));
  const rule = {
    IpProtocol: "tcp",
    FromPort: 443,
    ToPort: 443,
    UserIdGroupPairs: [{ GroupId: "${change-0.GroupId}", Description: values[0] ?? "" }],
  };
  return values.length === 0
    ? []
    : [
        {
          operation: "CreateSecurityGroup",
          input: { GroupName: values.join(""), TagSpecifications: [{ Tags }] },
          reason: values.join(""),
        },
        { input: { SubnetIds: [...values], PolicyDocument: values.join("\n") }, reason: values[0] ?? "" },
        {
          operation: "AuthorizeSecurityGroupIngress",
          input: { GroupId: "${change-0.GroupId}", IpPermissions: [rule] },
        },
        {
          operation: "ModifyVpcEndpoint",
          input: {
            VpcEndpointId: "${change-1.VpcEndpoint.VpcEndpointId}",
            AddSubnetIds: ["subnet-1"],
            PolicyDocument: values[0] ?? "",
          },
        },
      ];
}

describe("hostile text", () => {
  const texts = fc.array(fc.oneof(hostile, fc.constantFrom(...POWERSHELL)), { minLength: 1, maxLength: 6 });

  it("reaches AWS as it is, and is neither code, a string's end nor a directive", () => {
    fc.assert(
      fc.property(texts, (values) => {
        const plan = planOf(changesWith(values));
        expect(run(plan).calls).toEqual(wanted(plan));
      }),
      { numRuns: 150 },
    );
    for (const value of POWERSHELL) {
      const plan = planOf(changesWith([value]));
      expect(run(plan).calls).toEqual(wanted(plan));
    }
  });

  it("is the same script in every code page", () => {
    fc.assert(
      fc.property(texts, (values) => {
        expect(powershellScript(planOf(changesWith(values)))).toMatch(/^[\x20-\x7e\n]*$/);
      }),
    );
  });

  it("in findings is printed, and then the script ends before its first call", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const finding = {
          code: "single-az" as const,
          severity: "error" as const,
          summary: text,
          detail: text,
          resources: [text],
          fix: text,
        };
        const { calls, code, said } = run(planOf([{}], { findings: [finding] }));
        expect({ calls, code }).toEqual({ calls: [], code: 3 });
        if (/^[\x20-\x7e]*$/.test(text)) expect(said.join("\n")).toContain(visible(text));
      }),
    );
  });
});
