import { describe, expect, it } from "vitest";
import { intentOf } from "./draft";
import { draftFromIntent } from "./draft-from-intent";
import { intentSchema } from "./intent";

describe("a draft made from an intent", () => {
  it("amounts to that intent", () => {
    const intent = intentSchema.parse({
      version: 1,
      region: "eu-central-1",
      vpcId: "vpc-0123456789abcdef0",
      services: ["ecs", "s3", "com.amazonaws.eu-central-1.kms"],
      subnetIds: ["subnet-0123456789abcdef0"],
      clientSecurityGroupIds: ["sg-0123456789abcdef0"],
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
});
