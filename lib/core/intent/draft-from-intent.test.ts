import { describe, expect, it } from "vitest";
import { presetPolicy } from "#lib/core/policy/presets";
import { intentOf } from "./draft";
import { draftFromIntent } from "./draft-from-intent";
import { intentSchema } from "./intent";

describe("a draft created from an intent", () => {
  it("gives that intent again", () => {
    const intent = intentSchema.parse({
      version: 1,
      region: "eu-central-1",
      vpcId: "vpc-0123456789abcdef0",
      services: ["ecs", "s3", "com.amazonaws.eu-central-1.kms"],
      subnetIds: ["subnet-0123456789abcdef0"],
      clientSecurityGroupIds: ["sg-0123456789abcdef0"],
      clientSubnetIds: ["subnet-0fedcba9876543210"],
      ports: { ecs: [443, "8000-8010"] },
      endpointSecurityGroup: { id: "sg-0fedcba9876543210" },
      gatewayRouteTableIds: ["rtb-0123456789abcdef0"],
      privateDns: false,
      cutover: "direct",
      policies: { ecs: { Version: "2012-10-17", Statement: [] } },
      acceptedRisks: ["blast-radius"],
      tags: { team: "ops" },
    });
    expect(intentSchema.parse(intentOf(draftFromIntent(intent), null))).toEqual(intent);
  });

  it("shows a policy that a preset produced as that preset, under the name of its service, and any other as text", () => {
    const preset = { name: "ecs-cluster", accountId: "123456789012", cluster: "web", taskDefinitions: true } as const;
    const intent = intentSchema.parse({
      version: 1,
      region: "us-east-1",
      vpcId: "vpc-0123456789abcdef0",
      services: ["ecs", "logs"],
      subnetIds: ["subnet-0123456789abcdef0"],
      clientSecurityGroupIds: ["sg-0123456789abcdef0"],
      policies: {
        "com.amazonaws.us-east-1.ecs": presetPolicy("us-east-1", preset),
        logs: { Version: "2012-10-17", Statement: [] },
      },
    });
    const draft = draftFromIntent(intent);
    expect(draft.policies).toMatchObject({
      ecs: { own: false, preset: { name: "ecs-cluster", cluster: "web", accountId: "123456789012" } },
      logs: { own: true },
    });
    expect(intentOf(draft, null)).toMatchObject({
      policies: { ecs: presetPolicy("us-east-1", preset), logs: intent.policies.logs },
    });
  });
});
