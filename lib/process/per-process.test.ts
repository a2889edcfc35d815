import { expect, it, vi } from "vitest";
import { AwsError, isAwsError } from "#lib/aws/gateway";
import { perProcess } from "./per-process";

it("two copies of the module share what they hold, and make it once", async () => {
  const make = vi.fn(() => new Map());
  const one = perProcess("test", make);
  vi.resetModules();
  const copy = await import("./per-process");
  expect(copy.perProcess).not.toBe(perProcess);
  expect(copy.perProcess("test", make)).toBe(one);
  expect(make).toHaveBeenCalledOnce();
});

it("an AwsError is recognized in whichever copy of the module created it", async () => {
  vi.resetModules();
  const copy = await import("#lib/aws/gateway");
  expect(copy.AwsError).not.toBe(AwsError);
  const error = new copy.AwsError("denied", "UnauthorizedOperation", "no", "It is denied.", "Ask.", "DescribeVpcs");
  expect(isAwsError(error)).toBe(true);
  expect(isAwsError(new Error("no"))).toBe(false);
});
