/** Random intents about a tiny network. */
import fc from "fast-check";
import { type Intent, intentSchema } from "#lib/core/intent/intent";
import { THIRD_PARTY } from "./tiny-network";
import { GROUPS, SUBNETS } from "./tiny-rules";

const base = intentSchema.parse({
  version: 1,
  region: "us-east-1",
  vpcId: "vpc-00000001",
  services: ["ecs"],
  subnetIds: [],
  clientSecurityGroupIds: ["sg-00000001"],
});

const subnets = fc.subarray(SUBNETS.map(({ id }) => id));

/** Every service in each question: networks are costly to make, questions are not. */
export const tinyIntents: fc.Arbitrary<Intent> = fc
  .record({
    privateDns: fc.constantFrom(true, true, false),
    subnetIds: subnets,
    clientSubnetIds: fc.oneof(
      { weight: 3, arbitrary: fc.array(fc.constantFrom(...SUBNETS.map(({ id }) => id)), { maxLength: 0 }) },
      { weight: 1, arbitrary: subnets },
    ),
    ports: fc.constantFrom<NonNullable<Intent["ports"]>[]>(
      {},
      {},
      { ecs: [443, "8000-8002"], [THIRD_PARTY]: [443] },
      { ecs: ["440-445"], "email-smtp": [465, 587] },
    ),
  })
  .map((some) => ({
    ...base,
    ...some,
    services: ["ecs", "email-smtp", "s3", "s3:interface", THIRD_PARTY],
    clientSecurityGroupIds: GROUPS.slice(0, 2),
  }));
