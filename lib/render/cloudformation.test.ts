import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { isVisible } from "#lib/core/text/untrusted";
import { cloudFormation } from "./cloudformation";
import { escapedYaml } from "./cloudformation/yaml-text";
import { planOf, reusePlan, storyPlan } from "./testing/plans";

describe("the CloudFormation template for private access to ECS and S3", () => {
  const plan = storyPlan(["ecs", "s3"], { policies: { ecs: { Version: "2012-10-17", Statement: [] } } });
  const template = parse(cloudFormation(plan));
  const [client] = plan.intent.clientSecurityGroupIds;
  const group = { "Fn::GetAtt": ["SecurityGroup", "GroupId"] };

  it("creates the interface endpoint with private DNS on, after all rules", () => {
    expect(template.Resources.EndpointEcs).toMatchObject({
      Type: "AWS::EC2::VPCEndpoint",
      DependsOn: ["IngressCreateSecurityGroup", `Egress${pascal(client)}Rule1`, `Egress${pascal(client)}Rule2`],
      Properties: {
        VpcId: plan.vpcId,
        ServiceName: "com.amazonaws.us-east-1.ecs",
        VpcEndpointType: "Interface",
        SubnetIds: plan.intent.subnetIds,
        SecurityGroupIds: [group],
        PrivateDnsEnabled: true,
        PolicyDocument: { Version: "2012-10-17", Statement: [] },
      },
    });
    expect(template.Resources.EndpointS3.Properties).toMatchObject({ VpcEndpointType: "Gateway" });
    expect(template.Resources.EndpointS3.Properties.PrivateDnsEnabled).toBeUndefined();
  });

  it("allows egress from the client to the endpoint's group and the prefix list, and ingress to the endpoint's group from the client", () => {
    const https = { IpProtocol: "tcp", FromPort: 443, ToPort: 443 };
    const { IngressCreateSecurityGroup: ingress, ...resources } = template.Resources;
    expect(ingress.Properties).toMatchObject({ ...https, GroupId: group, SourceSecurityGroupId: client });
    expect(resources[`Egress${pascal(client)}Rule1`].Properties).toMatchObject({
      ...https,
      GroupId: client,
      DestinationSecurityGroupId: group,
    });
    expect(resources[`Egress${pascal(client)}Rule2`].Properties).toMatchObject({
      ...https,
      GroupId: client,
      DestinationPrefixListId: "pl-63a5400a",
    });
  });

  it("names what a stack cannot change, with the command to run before", () => {
    expect(template.Metadata.Postern.RunBefore).toEqual([
      `aws ec2 modify-vpc-attribute --vpc-id ${plan.vpcId} --enable-dns-hostnames '{"Value":true}' --region us-east-1`,
    ]);
    expect(template.Metadata.Postern.RunAfter).toBeUndefined();
  });
});

const pascal = (id: string | undefined): string => (id ?? "").replace("sg-", "Sg");

describe("a CloudFormation template", () => {
  it("leaves endpoints that exist to commands, which may use the stack's outputs", () => {
    const template = parse(cloudFormation(reusePlan()));
    const [modify, enable] = template.Metadata.Postern.RunAfter;
    expect(modify).toMatch(
      /^aws ec2 modify-vpc-endpoint --vpc-endpoint-id vpce-\w+ --add-subnet-ids subnet-\w+ --add-security-group-ids "\$SecurityGroup" --region us-east-1$/,
    );
    expect(enable).toContain("--private-dns-enabled");
    expect(template.Outputs.SecurityGroup.Value).toEqual({ "Fn::GetAtt": ["SecurityGroup", "GroupId"] });
  });

  it("is valid without changes, and warns in its head when the plan has errors", () => {
    expect(parse(cloudFormation(planOf([]))).Resources).toEqual({
      NothingToDo: { Type: "AWS::CloudFormation::WaitConditionHandle" },
    });
    const error = {
      code: "no-free-address" as const,
      severity: "error" as const,
      summary: "full\nend",
      detail: "",
      resources: [],
    };
    expect(cloudFormation(planOf([], { findings: [error] }))).toContain("# - error no-free-address: full\\nend\n");
  });

  it("keeps any text what it is, in YAML 1.1 and 1.2", () => {
    const words = fc.constantFrom(
      "yes",
      "E0",
      "NO",
      "~",
      "null",
      "2012-10-17",
      "1:30",
      "0x1",
      "1_0",
      "<<",
      "=",
      "*a",
      "&a",
      "!a",
      ": ",
      " #",
      "- ",
      "\u202e",
    );
    const text = fc.oneof(
      words,
      fc.string({ unit: "binary", maxLength: 6 }),
      fc.array(words).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(fc.array(text, { maxLength: 20 }), (values) => {
        const yaml = escapedYaml({ values }, ["note"]);
        expect(isVisible(yaml.replaceAll("\n", ""))).toBe(true);
        for (const version of ["1.1", "1.2"] as const) expect(parse(yaml, { version })).toEqual({ values });
      }),
      { numRuns: 40 },
    );
  });
});
