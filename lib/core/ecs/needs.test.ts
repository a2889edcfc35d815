import { describe, expect, it } from "vitest";
import { allCases, workloadCases } from "#lib/core/testing/ecs/all";
import { awslogs, ecrImage, workload } from "#lib/core/testing/ecs/workload";
import { lineText, servicesOf } from "./derived";
import { needsOf } from "./needs";

describe.each(Object.entries(workloadCases))("%s", (_, cases) => {
  it.each(cases.map(([name, ...given]) => ({ name, given })))("$name", ({ given: [parts, services, notes = []] }) => {
    const derived = needsOf(workload(parts));
    expect(servicesOf(derived)).toEqual([...new Set(services.split(" ").filter(Boolean))].sort());
    const sentences = derived.notes.map(({ sentence }) => sentence);
    expect(sentences).toHaveLength(notes.length);
    for (const note of notes) expect(sentences).toContainEqual(expect.stringMatching(note));
  });
});

it("names the line that says so, and the container", () => {
  const { reasons, notes } = needsOf(
    workload({
      containers: [
        { name: "web", image: "nginx" },
        { name: "log", image: ecrImage("log"), logConfiguration: awslogs(), secrets: [{ name: "A", valueFrom: "a" }] },
      ],
    }),
  );
  expect(notes.map(({ line }) => lineText(line))).toEqual([
    "task definition web:7, containerDefinitions[0].image (container web)",
  ]);
  expect(reasons.map(({ service, line }) => [service, line.path])).toEqual([
    ["ecr.api", "containerDefinitions[1].image"],
    ["ecr.dkr", "containerDefinitions[1].image"],
    ["s3", "containerDefinitions[1].image"],
    ["logs", "containerDefinitions[1].logConfiguration.options.awslogs-region"],
    ["ssm", "containerDefinitions[1].secrets[0].valueFrom"],
  ]);
});

it("gives every problem, and all that stays public, a next step", () => {
  const all = allCases.flatMap(([, parts]) => needsOf(workload(parts)).notes);
  const urgent = all.filter(({ level }) => level !== "note");
  expect(urgent.length).toBeGreaterThan(20);
  expect(urgent.filter(({ nextStep }) => !nextStep)).toEqual([]);
});

it("asks for KMS only for sessions of ECS Exec: other services decrypt on their side", () => {
  const asking = allCases.filter(([, parts]) => servicesOf(needsOf(workload(parts))).includes("kms"));
  expect(asking.map(([name]) => name)).toEqual(["ECS Exec with key, log group and bucket"]);
});
