import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { readCache } from "./read-cache";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function counting() {
  let count = 0;
  return async () => {
    count += 1;
    return count;
  };
}

it("keeps what was read until its time is over", async () => {
  const [keep, read] = [readCache(), counting()];
  expect(await keep("vpc", 5000, read)).toBe(1);
  vi.advanceTimersByTime(4999);
  expect(await keep("vpc", 5000, read)).toBe(1);
  vi.advanceTimersByTime(2);
  expect(await keep("vpc", 5000, read)).toBe(2);
});

it("reads once for those who ask at the same time", async () => {
  const [keep, read] = [readCache(), counting()];
  expect(await Promise.all([keep("vpc", 1, read), keep("vpc", 1, read)])).toEqual([1, 1]);
});

it("reads anew when asked to", async () => {
  const [keep, read] = [readCache(), counting()];
  await keep("vpc", 5000, read);
  expect(await keep("vpc", 5000, read, true)).toBe(2);
  expect(await keep("vpc", 5000, read)).toBe(2);
});

it("does not keep a failure", async () => {
  const [keep, read] = [readCache(), counting()];
  await expect(keep("vpc", 5000, () => Promise.reject(new Error("away")))).rejects.toThrow("away");
  expect(await keep("vpc", 5000, read)).toBe(1);
});

it("forgets what was read longest ago when it has too much, and everything when its time is over", async () => {
  const [keep, read] = [readCache({ most: 2 }), counting()];
  for (const name of ["a", "b", "c"]) await keep(name, 5000, read);
  expect(await keep("c", 5000, read)).toBe(3);
  expect(await keep("a", 5000, read)).toBe(4);
  vi.advanceTimersByTime(5001);
  expect(await keep("a", 5000, read)).toBe(5);
});

it("keeps the later of two reads, whichever ends last", async () => {
  const keep = readCache();
  let end = (_: string) => {};
  const first = keep("vpc", 5000, () => new Promise<string>((resolve) => (end = resolve)));
  await keep("vpc", 5000, async () => "later", true);
  end("earlier");
  expect(await first).toBe("earlier");
  expect(await keep("vpc", 5000, async () => "anew")).toBe("later");
});
