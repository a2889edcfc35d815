import { expect, it } from "vitest";
import { byCriticalPath } from "./schedule";

it("what most others wait for comes first, each step after those it depends on, and equals in their order", () => {
  const steps = [
    { id: "create-logs", dependsOn: [] },
    { id: "create-s3", dependsOn: [] },
    { id: "create-agent", dependsOn: [] },
    { id: "create-telemetry", dependsOn: ["create-agent"] },
    { id: "dns-logs", dependsOn: ["create-logs"] },
    { id: "create-ecs", dependsOn: ["create-telemetry"] },
  ];
  expect(byCriticalPath(steps).map(({ id }) => id)).toEqual([
    "create-agent",
    "create-logs",
    "create-telemetry",
    "create-s3",
    "dns-logs",
    "create-ecs",
  ]);
});
