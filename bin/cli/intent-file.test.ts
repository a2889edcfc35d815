import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readIntent } from "./intent-file";

const folder = mkdtempSync(join(tmpdir(), "postern-intent-"));
afterAll(() => rmSync(folder, { recursive: true }));

const good = {
  version: 1,
  region: "us-east-1",
  vpcId: "vpc-0123456789abcdef0",
  services: ["ecs"],
  subnetIds: ["subnet-0123456789abcdef0"],
  clientSecurityGroupIds: ["sg-0123456789abcdef0"],
};

function file(content: string): string {
  const name = join(folder, "intent.json");
  writeFileSync(name, content);
  return name;
}

function complaint(content: string): string {
  try {
    readIntent(file(content));
    return "";
  } catch (error) {
    return error instanceof Error ? error.message : "";
  }
}

describe("readIntent", () => {
  it("reads a file, with a byte order mark too", () => {
    expect(readIntent(file(`\uFEFF${JSON.stringify(good)}`)).services).toEqual(["ecs"]);
  });

  it("says that there is no such file, or that it is a folder or empty", () => {
    expect(() => readIntent(join(folder, "none.json"))).toThrow(/^There is no file .*none\.json/);
    expect(() => readIntent(folder)).toThrow(/is a folder/);
    expect(complaint(" \n")).toMatch(/is empty/);
  });

  const text = JSON.stringify(good, null, 2);
  it.each([
    ["a comma too many", text.replace('"ecs"\n', '"ecs",\n'), 7, 3],
    ["a word without quotes", text.replace('"ecs"', "ecs"), 6, 5],
    ["a missing comma", text.replace('1,\n  "region"', '1\n  "region"'), 3, 3],
    ["single quotes", "{'version': 1}", 1, 2],
    ["a comment", "// intent\n{}", 1, 1],
    ["something after the end", `${text}\n}`, 15, 1],
    ["the end too soon", text.slice(0, -1), 14, 1],
  ])("names line and column of %s", (_, content, line, column) => {
    expect(complaint(content)).toContain(`at line ${line}, column ${column}.`);
  });

  it("names every field that is wrong, and that nothing was sent", () => {
    const { vpcId: _, ...rest } = good;
    const lines = complaint(JSON.stringify({ ...rest, subnetIds: ["x"], colour: 1 })).split("\n");
    expect(lines[0]).toMatch(/cannot be used\. Nothing was sent to AWS\.$/);
    expect(lines.slice(1).map((line) => line.trim().split(":")[0])).toEqual(["vpcId", "subnetIds[0]", "colour"]);
  });
});
