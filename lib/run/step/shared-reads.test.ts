import { expect, it, vi } from "vitest";
import { sharedReads } from "./shared-reads";

const ids = (count: number) => Array.from({ length: count }, (_, i) => `vpce-${i}`);

it("reads of many steps at the same time are one call, and each gets what it asked for", async () => {
  const read = vi.fn(async (wanted: readonly string[]) => wanted.map((id) => ({ id })));
  const shared = sharedReads(read, 1);
  const found = await Promise.all(ids(50).map((id) => shared([id])));
  expect(found.flat().map(({ id }) => id)).toEqual(ids(50));
  expect(read.mock.calls).toEqual([[ids(50)]]);
});

it("no second call begins before the interval has passed", async () => {
  const begun: number[] = [];
  const shared = sharedReads(async (wanted: readonly string[]) => {
    begun.push(performance.now());
    return wanted.map((id) => ({ id }));
  }, 40);
  for (const id of ids(3)) await shared([id]);
  expect(begun).toHaveLength(3);
  for (const [i, at] of begun.entries()) if (i > 0) expect(at - (begun[i - 1] ?? 0)).toBeGreaterThanOrEqual(39);
});

it("what fails, fails for all who asked, and the next one is tried again", async () => {
  const read = vi.fn(async (wanted: readonly string[]) => wanted.map((id) => ({ id })));
  read.mockRejectedValueOnce(new Error("throttled"));
  const shared = sharedReads(read, 1);
  const first = await Promise.allSettled([shared(["a"]), shared(["b"])]);
  expect(first.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await shared(["a"])).toEqual([{ id: "a" }]);
});
