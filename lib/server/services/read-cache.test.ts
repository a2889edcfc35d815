import { expect, it, vi } from "vitest";
import { readCache } from "./read-cache";

function counting() {
  let count = 0;
  return async () => {
    count += 1;
    return count;
  };
}

it("keeps what was read until its time is over", async () => {
  let time = 0;
  const [cached, read] = [readCache({ now: () => time }), counting()];
  expect(await cached("vpc", 5000, read)).toBe(1);
  time = 4999;
  expect(await cached("vpc", 5000, read)).toBe(1);
  time = 5000;
  expect(await cached("vpc", 5000, read)).toBe(2);
});

it("reads once for those who ask at the same time", async () => {
  const [cached, read] = [readCache({ now: () => 0 }), counting()];
  expect(await Promise.all([cached("vpc", 1, read), cached("vpc", 1, read)])).toEqual([1, 1]);
});

it("reads again with `refresh`", async () => {
  const [cached, read] = [readCache({ now: () => 0 }), counting()];
  await cached("vpc", 5000, read);
  expect(await cached("vpc", 5000, read, true)).toBe(2);
  expect(await cached("vpc", 5000, read)).toBe(2);
});

it("does not keep a failure", async () => {
  const [cached, read] = [readCache({ now: () => 0 }), counting()];
  await expect(cached("vpc", 5000, () => Promise.reject(new Error("away")))).rejects.toThrow("away");
  expect(await cached("vpc", 5000, read)).toBe(1);
});

it("forgets what was read longest ago when it has too much, and everything when its time is over", async () => {
  vi.useFakeTimers();
  const [cached, read] = [readCache({ now: () => 0, most: 2 }), counting()];
  for (const name of ["a", "b", "c"]) await cached(name, 5000, read);
  expect(await cached("c", 5000, read)).toBe(3);
  expect(await cached("a", 5000, read)).toBe(4);
  vi.advanceTimersByTime(5000);
  expect(await cached("a", 5000, read)).toBe(5);
  vi.useRealTimers();
});
