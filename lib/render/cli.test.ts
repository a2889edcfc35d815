import { describe, expect, it } from "vitest";
import { cliScript } from "./cli";
import { planOf, reusePlan, storyPlan } from "./testing/plans";

describe("the script for private access to ECS", () => {
  const plan = storyPlan();
  const script = cliScript(plan);
  const [a, b] = plan.intent.subnetIds;

  it("holds the call that creates the interface endpoint", () => {
    expect(script).toContain(`\
  endpoint_ecs=$(aws ec2 create-vpc-endpoint \\
    --vpc-id ${plan.vpcId} \\
    --vpc-endpoint-type Interface \\
    --service-name com.amazonaws.us-east-1.ecs \\
    --subnet-ids ${a} ${b} \\
    --security-group-ids "$security_group" \\
    --no-private-dns-enabled \\`);
  });

  it("allows egress from the client to the endpoint's group, and ingress to the endpoint's group from the client", () => {
    const [client] = plan.intent.clientSecurityGroupIds;
    const https = '[{"IpProtocol":"tcp","FromPort":443,"ToPort":443,"UserIdGroupPairs":[{"GroupId":"';
    expect(script).toContain(`authorize aws ec2 authorize-security-group-egress \\
  --group-id ${client} \\
  --ip-permissions '${https}'"$security_group"'","Description"`);
    expect(script).toContain(`authorize aws ec2 authorize-security-group-ingress \\
  --group-id "$security_group" \\
  --ip-permissions '${https}${client}","Description"`);
  });

  it("waits for the endpoint before it switches private DNS on", () => {
    expect(script).toContain(`\
wait_until_available "$endpoint_ecs"
aws ec2 modify-vpc-endpoint \\
  --vpc-endpoint-id "$endpoint_ecs" \\
  --private-dns-enabled \\
  --region us-east-1 >/dev/null`);
  });

  it("says why before each command, and sets the Region on every call", () => {
    for (const { id, reason } of plan.changes) expect(script).toContain(`: ${id}\n# ${reason}\n`);
    expect(script.match(/aws ec2 [a-z-]+/g)?.length).toBe(script.match(/--region us-east-1/g)?.length);
  });

  it("is bash, stops at the first error and defines only the functions that it uses", () => {
    expect(script).toMatch(/^#!\/usr\/bin\/env bash\n/);
    expect(script).toMatch(/^set -euo pipefail$/m);
    expect(script).not.toContain("add_missing");
    expect(cliScript(reusePlan())).toContain("\nadd_missing vpce-");
  });
});

describe("a script's notes", () => {
  it("keep untrusted text inside their comments", () => {
    const text = "a\nrm -rf ~ #\u2028touch x\u202e";
    const finding = {
      code: "single-az" as const,
      severity: "warning" as const,
      summary: text,
      detail: "",
      resources: [],
      fix: text,
    };
    const script = cliScript(planOf([{ id: "create-endpoint-ecs", reason: text }], { findings: [finding] }));
    expect(script).toContain("# a\\nrm -rf ~ #\\u2028touch x\\u202e\n");
    expect(script.split("\n").filter((line) => line.includes("rm -rf") && !line.startsWith("#"))).toEqual([]);
  });

  it("give two changes whose ids are alike variables of their own", () => {
    const script = cliScript(planOf([{ id: "create-endpoint-a_b" }, { id: "create-endpoint-a-b" }]));
    expect(script).toContain("endpoint_a_b=$(find_endpoint create-endpoint-a_b)");
    expect(script).toContain("endpoint_a_b2=$(find_endpoint create-endpoint-a-b)");
  });
});
