import { expect, it } from "vitest";
import { limiter } from "./limiter";

it("runs a limited number at a time, and eventually all, also after a failure", async () => {
  const limit = limiter(2);
  let now = 0;
  let most = 0;
  const task = (fails: boolean) => async () => {
    now += 1;
    most = Math.max(most, now);
    await new Promise((resolve) => setImmediate(resolve));
    now -= 1;
    if (fails) throw new Error("no");
    return "done";
  };
  const results = await Promise.allSettled([true, false, false, true, false].map((fails) => limit(task(fails))));
  expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled", "fulfilled", "rejected", "fulfilled"]);
  expect(most).toBe(2);
});
