import { expect, it, vi } from "vitest";
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
