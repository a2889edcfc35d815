/** The script in real shells, with a fake AWS CLI. */
import { describe, expect, it } from "vitest";
import { cliScript } from "./cli";
import { cliDocuments } from "./json";
import { runScript, SHELLS } from "./testing/fake-aws";
import { planOf, reusePlan, storyPlan } from "./testing/plans";
import { asSent, expected, sent } from "./testing/sent";

describe.each(SHELLS)("in %s", (shell) => {
  it("sends the requests of a plan in order, with the ids that earlier ones produced", async () => {
    const plan = storyPlan(["ecs", "ecr.api", "s3"], { tags: { team: "${foo.Bar}" } });
    const outcome = await runScript(cliScript(plan), shell);
    expect(outcome.code).toBe(0);
    expect(asSent(outcome.calls, expected(plan))).toEqual(expected(plan));
    expect(sent(outcome.calls).map(([, name]) => name)).toEqual(cliDocuments(plan).map(({ command }) => command[2]));
  });
});

/** An account where `create` ran before: every lookup finds a resource. */
const found = (responses: string) => `#!/bin/sh
printf '%s\\0' "$#" "$@" >>"$NOTES/calls"
case "$2 $*" in
${responses}
  describe-vpcs*) echo 111122223333 ;;
  *VpcEndpointId==*) echo AVAILABLE ;;
esac
`;

describe("a second run", () => {
  it("creates nothing that carries the plan's tags, and takes rules that exist as done", async () => {
    const plan = storyPlan();
    const fake = found(`
  describe-security-groups*) echo sg-1 ;;
  describe-vpc-endpoints*tag:postern:run*) printf 'vpce-0\\tfailed\\nvpce-1\\tpendingAcceptance\\n' ;;
  authorize-*) echo 'An error occurred (InvalidPermission.Duplicate) when calling it' >&2; exit 254 ;;`);
    const outcome = await runScript(cliScript(plan), "bash", { fake });
    expect(outcome.code).toBe(0);
    expect(sent(outcome.calls).map(([, name]) => name)).toEqual([
      "modify-vpc-attribute",
      "authorize-security-group-ingress",
      "authorize-security-group-egress",
      "modify-vpc-endpoint",
    ]);
    expect(outcome.calls.at(-2)).toContain("vpce-1");
  });

  it("adds to an endpoint only what it lacks", async () => {
    const plan = reusePlan();
    const modify = plan.changes.find(({ kind }) => kind === "modify-endpoint")?.input ?? {};
    const [subnet] = modify.AddSubnetIds as string[];
    const partly = found(`  *SubnetIds,RouteTableIds*) echo ${subnet} ;;
  create-security-group*) echo sg-9 ;;`);
    const adding = ({ calls }: { calls: string[][] }) => calls.find((call) => call.join(" ").includes("--add-"));
    expect(adding(await runScript(cliScript(plan), "bash", { fake: partly }))).toEqual(
      `ec2 modify-vpc-endpoint --vpc-endpoint-id ${modify.VpcEndpointId} --add-security-group-ids sg-9 --region us-east-1`.split(
        " ",
      ),
    );
    const wholly = found(`  *SubnetIds,RouteTableIds*) printf '${subnet}\\tsubnet-x\\nsg-9\\n' ;;
  create-security-group*) echo sg-9 ;;`);
    expect(adding(await runScript(cliScript(plan), "bash", { fake: wholly }))).toBeUndefined();
  });

  it("stops when only some of a call's rules exist", async () => {
    const plan = storyPlan(["ecs", "s3"]);
    const fake = found(`
  *IpPermissionsEgress*) printf 'sg-1\\n' ;;
  describe-security-groups*) echo sg-1 ;;
  *egress*) echo 'An error occurred (InvalidPermission.Duplicate) when calling it' >&2; exit 254 ;;`);
    const outcome = await runScript(cliScript(plan), "bash", { fake });
    expect(outcome).toMatchObject({ code: 1, stderr: expect.stringContaining("the one for pl-63a5400a is missing") });
  });
});

describe("services on other ports than 443", () => {
  const plan = storyPlan(["ecs", "logs"], { ports: { logs: [587, "8000-8010"] } });

  it("get their rules, and a second run looks for those of each port", async () => {
    const outcome = await runScript(cliScript(plan));
    expect(outcome.code).toBe(0);
    expect(asSent(outcome.calls, expected(plan))).toEqual(expected(plan));
    const fake = found(`
  *IpPermissionsEgress*587*) ;;
  *IpPermissions*) printf 'sg-1\\n' ;;
  describe-security-groups*) echo sg-1 ;;
  *egress*) echo 'An error occurred (InvalidPermission.Duplicate) when calling it' >&2; exit 254 ;;`);
    expect(await runScript(cliScript(plan), "bash", { fake })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("the one for sg-1 is missing"),
    });
  });
});

describe("waiting for an endpoint", () => {
  const describeCalls = (calls: string[][]) =>
    calls.filter((call) => call.join(" ").includes("VpcEndpointId=='vpce-7'")).length;

  it("continues while EC2 does not show it yet or calls it pending", async () => {
    const fake = found(`  create-vpc-endpoint*) echo vpce-7 ;;
  *VpcEndpointId==*) printf x >>"$NOTES/looks"
    case $(($(wc -c <"$NOTES/looks"))) in 1) ;; 2) echo Pending ;; *) echo available ;; esac ;;`);
    const outcome = await runScript(cliScript(storyPlan()), "bash", { fake });
    expect(outcome.code).toBe(0);
    expect(describeCalls(outcome.calls)).toBe(4);
  });

  it("gives up after 10 minutes, with private DNS not switched on", async () => {
    const fake = found(`  create-vpc-endpoint*) echo vpce-7 ;; *VpcEndpointId==*) echo pending ;;`);
    const outcome = await runScript(cliScript(storyPlan()), "bash", { fake });
    expect(outcome).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("vpce-7 is not available after 10 minutes"),
    });
    expect(describeCalls(outcome.calls)).toBe(121);
    expect(outcome.calls.map(([, name]) => name)).not.toContain("modify-vpc-endpoint");
  });
});

describe("the script ends", () => {
  it("at the first error, with AWS's own words and before anything that follows", async () => {
    const failing = (name: string) =>
      found(`  *${name}*) echo 'An error occurred (RequestLimitExceeded)' >&2; exit 254 ;;`);
    for (const [name, calls] of [
      ["modify-vpc-attribute", 2],
      ["describe-security-groups", 3],
      ["create-security-group*tag-spec", 4],
    ] as const) {
      const outcome = await runScript(cliScript(storyPlan()), "bash", { fake: failing(name) });
      expect(outcome).toMatchObject({ code: 254, stderr: expect.stringContaining("(RequestLimitExceeded)") });
      expect(outcome.calls).toHaveLength(calls);
    }
    const refused = await runScript(cliScript(storyPlan()), "bash", {
      fake: failing("authorize-security-group-ingress"),
    });
    expect(refused).toMatchObject({ code: 254, stderr: expect.stringContaining("(RequestLimitExceeded)") });
    expect(refused.calls.at(-1)?.[1]).toBe("authorize-security-group-ingress");
  });

  it("when an endpoint fails, in any case of letters", async () => {
    const fake = found(`  create-vpc-endpoint*) echo vpce-7 ;; *VpcEndpointId==*) echo Rejected ;;`);
    const outcome = await runScript(cliScript(storyPlan()), "bash", { fake });
    expect(outcome).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("vpce-7 will not become available: Rejected"),
    });
  });

  it("with 3 before its first call when findings block the plan, and with 0 when there is nothing to do", async () => {
    const finding = {
      code: "no-free-address" as const,
      severity: "error" as const,
      summary: "it's full",
      detail: "",
      resources: [],
    };
    const blocked = await runScript(cliScript({ ...storyPlan(), findings: [finding] }));
    expect(blocked).toMatchObject({
      code: 3,
      calls: [],
      stderr: expect.stringContaining("it's full"),
    });
    const risk = { ...finding, code: "blast-radius" as const, severity: "warning" as const };
    const atRisk = { ...storyPlan(), findings: [risk] };
    expect(await runScript(cliScript(atRisk))).toMatchObject({ code: 3, calls: [] });
    const accepted = { ...atRisk, intent: { ...atRisk.intent, acceptedRisks: ["blast-radius" as const] } };
    expect(await runScript(cliScript(accepted))).toMatchObject({ code: 0, stderr: expect.stringMatching(/Done\.\n$/) });
    const empty = await runScript(cliScript(planOf([])));
    expect(empty).toMatchObject({ code: 0, calls: [], stderr: expect.stringContaining("There is nothing to do") });
  });
});
