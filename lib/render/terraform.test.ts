import { describe, expect, it } from "vitest";
import { terraform } from "./terraform";
import { hclValue } from "./terraform/hcl";
import { planOf, reusePlan, storyPlan } from "./testing/plans";

describe("the Terraform configuration for private access to ECS", () => {
  const plan = storyPlan(["ecs"], { policies: { ecs: { Statement: [{ Action: ["ecs:List*"] }] } } });
  const text = terraform(plan);
  const [client = "sg-"] = plan.intent.clientSecurityGroupIds;
  const label = client.replace("-", "_");
  const [a, b] = plan.intent.subnetIds;

  it("creates the interface endpoint, and switches private DNS on by a resource of its own after the rules", () => {
    expect(text).toContain(`\
resource "aws_vpc_endpoint" "ecs" {
  vpc_id             = "${plan.vpcId}"
  vpc_endpoint_type  = "Interface"
  service_name       = "com.amazonaws.us-east-1.ecs"
  subnet_ids         = ["${a}", "${b}"]
  security_group_ids = [aws_security_group.endpoints.id]
  policy = jsonencode({
    "Statement" = [
      {
        "Action" = ["ecs:List*"]
      },
    ]
  })
  tags = {
    "Name"           = "postern-ecs"
    "postern:change" = "create-endpoint-ecs"
    "postern:run"    = "${plan.fingerprint.slice(0, 32)}"
  }
}
`);
    expect(text).toContain(`\
resource "aws_vpc_endpoint_private_dns" "ecs" {
  vpc_endpoint_id     = aws_vpc_endpoint.ecs.id
  private_dns_enabled = true
  depends_on          = [aws_vpc_security_group_ingress_rule.endpoints_from_${label}, aws_vpc_security_group_egress_rule.${label}_to_endpoints]
}
`);
  });

  it("allows egress from the client to the endpoint's group, and ingress to the endpoint's group from the client", () => {
    expect(text).toContain(`\
  security_group_id            = aws_security_group.endpoints.id
  referenced_security_group_id = "${client}"
`);
    expect(text).toContain(`\
  security_group_id            = "${client}"
  referenced_security_group_id = aws_security_group.endpoints.id
`);
  });

  it("names rules by the groups that they connect", () => {
    const named = terraform(plan, { names: { [client]: "shop tasks (blue)" } });
    expect(named).toContain('resource "aws_vpc_security_group_ingress_rule" "endpoints_from_shop_tasks_blue" {');
    expect(named).toContain('resource "aws_vpc_security_group_egress_rule" "shop_tasks_blue_to_endpoints" {');
  });

  it("keeps the egress rule that EC2 gives to a new group, as the other formats do", () => {
    expect(text).toContain(`\
resource "aws_vpc_security_group_egress_rule" "endpoints_to_anywhere" {
  security_group_id = aws_security_group.endpoints.id
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "-1"
}
`);
  });

  it("leaves the VPC's DNS attributes to a command in its head", () => {
    expect(text).toContain(
      `# aws ec2 modify-vpc-attribute --vpc-id ${plan.vpcId} --enable-dns-hostnames '{"Value":true}'`,
    );
  });
});

describe("a Terraform configuration", () => {
  it("adds to an endpoint that exists by associations, one after the other", () => {
    const text = terraform(reusePlan());
    expect(text).toMatch(/resource "aws_vpc_endpoint_subnet_association" "logs" \{\n {2}vpc_endpoint_id = "vpce-/);
    expect(text).toContain(`\
  security_group_id = aws_security_group.endpoints.id
  depends_on        = [aws_vpc_endpoint_subnet_association.logs]
`);
    expect(text).not.toContain('resource "aws_vpc_endpoint" ');
  });

  it("says so when nothing is to be done", () => {
    expect(terraform(planOf([]))).toContain("# There is nothing to do");
  });

  it("treats no part of a text as a template, an escape or a line break", () => {
    const text = hclValue('${a} %{b} $${c} "d" \\n \n \u202e \u{e0001} $ % {', new Map());
    expect(text).toBe('"$${a} %%{b} $$${c} \\"d\\" \\\\n \\n \\u202e \\U000e0001 $ % {"');
  });
});
