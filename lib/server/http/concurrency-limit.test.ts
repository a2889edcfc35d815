import { expect, it } from "vitest";
import { concurrencyLimit } from "./concurrency-limit";

it("limits concurrent reads per session, not those of another session or later ones", async () => {
  const pass = concurrencyLimit(new Map(), 2);
  let finish = () => {};
  const slow = new Promise<void>((done) => {
    finish = done;
  });
  const first = [pass("operator", () => slow), pass("operator", () => slow)];
  await expect(pass("operator", async () => {})).rejects.toMatchObject({ failure: { code: "too-many-reads" } });
  await expect(pass("deployer", async () => "read")).resolves.toBe("read");
  finish();
  await Promise.all(first);
  await expect(pass("operator", async () => "read")).resolves.toBe("read");
});

it("counts a read that failed as done", async () => {
  const pass = concurrencyLimit(new Map(), 1);
  await expect(pass("operator", () => Promise.reject(new Error("gone")))).rejects.toThrow("gone");
  await expect(pass("operator", async () => "read")).resolves.toBe("read");
});
