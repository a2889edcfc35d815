import { describe, expect, it } from "vitest";
import { type Feature, features, servicesFor, workloads } from "./catalogue";

const names = (choice: Partial<Parameters<typeof servicesFor>[0]>) =>
  servicesFor({ workload: null, features: [], services: [], ...choice }).map(({ service }) => service);

describe("which endpoints a workload needs", () => {
  it("needs ecs alone to call the API", () => {
    expect(names({ workload: "api" })).toEqual(["ecs"]);
  });

  it("needs nothing for Fargate itself", () => {
    expect(names({ workload: "fargate" })).toEqual([]);
  });

  it("names the three of container instances in the order in which AWS says to create them", () => {
    expect(names({ workload: "ec2" })).toEqual(["ecs-agent", "ecs-telemetry", "ecs"]);
  });

  it("adds S3 to ECR, because the layers live there", () => {
    expect(names({ workload: "fargate", features: ["ecr", "logs"] })).toEqual(["ecr.api", "ecr.dkr", "s3", "logs"]);
  });

  it.each([
    ["secrets", ["secretsmanager"]],
    ["parameters", ["ssm"]],
    ["exec", ["ssmmessages"]],
    ["service-connect", ["ecs-agent"]],
    ["kms", ["kms"]],
    ["api-calls", ["ecs"]],
  ] satisfies [Feature, string[]][])("turns %s into %j", (feature, services) => {
    expect(names({ features: [feature] })).toEqual(services);
  });

  it("names a service once, with every reason for it", () => {
    expect(servicesFor({ workload: "ec2", features: ["service-connect"], services: ["ecs-agent"] })[0]).toEqual({
      service: "ecs-agent",
      reasons: [
        "the ECS agent of container instances takes its orders here",
        "the Service Connect proxy gets its configuration here",
        "added by you",
      ],
    });
  });

  it("does not depend on the order in which features are switched on", () => {
    expect(names({ features: ["logs", "ecr"] })).toEqual(names({ features: ["ecr", "logs"] }));
  });

  it("suggests only features that it knows", () => {
    for (const { suggests } of Object.values(workloads))
      for (const name of suggests) expect(features).toHaveProperty(name);
  });
});
