/** Terminal control sequences in text that is printed. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { AwsError } from "#lib/aws/gateway";
import { isVisible } from "#lib/core/text/untrusted";
import { UsageError } from "./exit";
import { errorLines, printJson, report } from "./output";

const NASTY = "a\u001b]0;x\u0007\u009b2J\r\u202eb\u200b\u2028";
const SHOWN = "a\\u001b]0;x\\u0007\\u009b2J\\r\\u202eb\\u200b\\u2028";

const folder = mkdtempSync(join(tmpdir(), "postern-hostile-"));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

function outputOf(stream: "stdout" | "stderr", act: () => void): string {
  const texts: string[] = [];
  vi.spyOn(process[stream], "write").mockImplementation((text) => texts.push(String(text)) > 0);
  act();
  return texts.join("");
}

function postern(...args: string[]): string {
  const { stdout, stderr } = spawnSync(process.execPath, ["bin/postern.mjs", ...args], { encoding: "utf8" });
  return stdout + stderr;
}

describe("a terminal", () => {
  it("gets lines without control sequences", () => {
    expect(outputOf("stderr", () => report([NASTY, "ok"]))).toBe(`${SHOWN}\nok\n`);
  });

  it("gets results as JSON without such characters, and of the same value", () => {
    const json = outputOf("stdout", () => printJson({ name: NASTY }));
    expect(isVisible(json.replaceAll("\n", ""))).toBe(true);
    expect(JSON.parse(json)).toEqual({ name: NASTY });
  });

  it("gets errors line by line, whatever AWS or a file says", () => {
    const errors = [
      new UsageError([NASTY]),
      new AwsError("refused", "Code", NASTY, NASTY, NASTY, "DescribeVpcs", NASTY),
      new Error(NASTY),
      NASTY,
    ];
    for (const error of errors) {
      const said = outputOf("stderr", () => report(errorLines(error)));
      expect(said).toContain(SHOWN);
      expect(isVisible(said.replaceAll("\n", ""))).toBe(true);
    }
  });

  it("gets options and files in the same form", () => {
    const file = join(folder, "intent.json");
    writeFileSync(file, JSON.stringify({ [NASTY]: 1, region: NASTY, services: [NASTY] }));
    for (const said of [
      postern("plan", "--intent", file),
      postern(NASTY),
      postern("plan", "--intent", "x", "--format", NASTY),
    ]) {
      expect(said).toContain("\\u202e");
      expect(isVisible(said.replaceAll("\n", ""))).toBe(true);
    }
  });
});
