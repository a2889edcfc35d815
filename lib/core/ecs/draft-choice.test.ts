import { expect, it } from "vitest";
import { servicesFor } from "#lib/core/intent/catalogue";
import { allCases } from "#lib/core/testing/ecs/all";
import { workload } from "#lib/core/testing/ecs/workload";
import { servicesOf } from "./derived";
import { draftChoice } from "./draft-choice";
import { needsOf } from "./needs";

it.each(allCases.map(([name, parts]) => ({ name, parts })))("asks for exactly what is needed: $name", ({ parts }) => {
  const needed = servicesOf(needsOf(workload(parts)));
  const asked = servicesFor(draftChoice(needed)).map(({ service }) => service);
  expect(asked.sort()).toEqual(needed);
});

it("has words for what the wizard knows, and names for the rest", () => {
  expect(draftChoice(["ecr.api", "ecr.dkr", "logs", "s3", "xray"])).toEqual({
    workload: "fargate",
    features: ["ecr", "logs"],
    services: ["xray"],
  });
  expect(draftChoice(["ecs", "ecs-agent", "ecs-telemetry", "ssmmessages"])).toEqual({
    workload: "ec2",
    features: ["exec"],
    services: [],
  });
});
