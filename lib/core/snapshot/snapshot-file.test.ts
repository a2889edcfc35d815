import { describe, expect, it } from "vitest";
import { account } from "#lib/core/testing/account";
import { readSnapshotFile, snapshotFile } from "./snapshot-file";

const written = () => {
  const net = account();
  net.subnet("a");
  net.group("tasks");
  return JSON.parse(JSON.stringify(snapshotFile(net.snapshot(), false)));
};

const problems = (json: unknown): string => {
  const read = readSnapshotFile(json);
  return read.ok ? "" : read.problems.join("\n");
};

describe("a snapshot's file", () => {
  it("is read as it was written", () => {
    const file = written();
    expect(readSnapshotFile(file)).toEqual({ ok: true, file });
  });

  it.each([
    [
      "of a newer Postern",
      { ...written(), format: "postern.snapshot/2" },
      /newer Postern \(format 2, this one reads 1\)/,
    ],
    ["of an older Postern", { ...written(), format: "postern.snapshot/0" }, /older Postern/],
    ["of another format", { ...written(), format: "postern.plan/1" }, /no snapshot of Postern/],
    ["that is a list", [], /no snapshot of Postern/],
    ["that is nothing", null, /no snapshot of Postern/],
  ])("%s says so", (_, json, words) => {
    expect(problems(json)).toMatch(words);
  });

  it.each<[string, (file: ReturnType<typeof written>) => unknown, RegExp]>([
    [
      "a CIDR block that is none",
      (file) => (file.snapshot.subnets[0].cidr = "10.0.0.0/40"),
      /^snapshot\.subnets\[0\]\.cidr: /,
    ],
    [
      "an id of another kind",
      (file) => (file.snapshot.securityGroups[0].id = "eni-1"),
      /^snapshot\.securityGroups\[0\]\.id: /,
    ],
    ["a member that is missing", (file) => delete file.snapshot.endpoints, /^snapshot\.endpoints: /],
    ["a member too many", (file) => (file.snapshot.extra = 1), /^snapshot: .*extra/],
    ["a Region that is none", (file) => (file.snapshot.region = "Ireland"), /^snapshot\.region: must be the code/],
    ["a number as text", (file) => (file.snapshot.subnets[0].availableIpAddressCount = "4"), /availableIpAddressCount/],
  ])("that was edited names the place: %s", (_, edit, words) => {
    const file = written();
    edit(file);
    expect(problems(file)).toMatch(words);
  });

  it("with many mistakes names the first ones", () => {
    const file = written();
    file.snapshot.services.forEach((service: { name: unknown }) => {
      service.name = 1;
    });
    expect(problems(file).split("\n")).toHaveLength(11);
    expect(problems(file)).toMatch(/and \d+ more$/);
  });
});
