import { expect, it } from "vitest";
import { keeper } from "./keep";

function counting() {
  let count = 0;
  return async () => {
    count += 1;
    return count;
  };
}

it("keeps what was read until its time is over", async () => {
  let time = 0;
  const [keep, read] = [keeper(() => time), counting()];
  expect(await keep("vpc", 5000, read)).toBe(1);
  time = 4999;
  expect(await keep("vpc", 5000, read)).toBe(1);
  time = 5000;
  expect(await keep("vpc", 5000, read)).toBe(2);
});

it("reads once for those who ask at the same time", async () => {
  const [keep, read] = [keeper(() => 0), counting()];
  expect(await Promise.all([keep("vpc", 1, read), keep("vpc", 1, read)])).toEqual([1, 1]);
});

it("reads anew when asked to", async () => {
  const [keep, read] = [keeper(() => 0), counting()];
  await keep("vpc", 5000, read);
  expect(await keep("vpc", 5000, read, true)).toBe(2);
  expect(await keep("vpc", 5000, read)).toBe(2);
});

it("does not keep a failure", async () => {
  const [keep, read] = [keeper(() => 0), counting()];
  await expect(keep("vpc", 5000, () => Promise.reject(new Error("away")))).rejects.toThrow("away");
  expect(await keep("vpc", 5000, read)).toBe(1);
});
