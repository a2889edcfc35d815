import { expect, it } from "vitest";
import { proofCommands } from "./proof";

it("proves each service from inside, with the Region", () => {
  const text = proofCommands(
    {
      region: "eu-central-1",
      dns: [
        { name: "ecs.eu-central-1.amazonaws.com", service: "ecs", before: "public", after: "create-endpoint-ecs" },
        { name: "*.dkr.ecr.eu-central-1.amazonaws.com", service: "ecr.dkr", before: "public", after: "vpce-1" },
        { name: "s3.eu-central-1.amazonaws.com", service: "s3", before: "public", after: "public" },
      ],
    },
    "111122223333",
  );
  expect(text).toContain("dig +short ecs.eu-central-1.amazonaws.com");
  expect(text).toContain("aws ecs list-clusters --region eu-central-1");
  expect(text).toContain("dig +short 111122223333.dkr.ecr.eu-central-1.amazonaws.com");
  expect(text).toContain("https://111122223333.dkr.ecr.eu-central-1.amazonaws.com/");
  expect(text).toContain("# s3: public addresses, reached by the gateway's route");
});
