import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createBuckets } from "./buckets";

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

/** When each of n calls, all requested at once, is sent, in milliseconds. */
async function timesOf(calls: number, take: () => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  const all = Promise.all(
    Array.from({ length: calls }, async () => {
      await take();
      times.push(Date.now());
    }),
  );
  await vi.runAllTimersAsync();
  await all;
  return times;
}

describe("the buckets of EC2", () => {
  it("allow four endpoints at once, and then three in ten seconds", async () => {
    const buckets = createBuckets(true);
    const times = await timesOf(7, () => buckets.take("CreateVpcEndpoint"));
    expect(times).toEqual([0, 0, 0, 0, 3_333, 6_666, 10_000]);
  });

  it("are one for each API: reads do not wait for creates", async () => {
    const buckets = createBuckets(true);
    for (let calls = 0; calls < 4; calls += 1) await buckets.take("CreateVpcEndpoint");
    expect(await timesOf(100, () => buckets.take("DescribeVpcEndpoints"))).toEqual(Array(100).fill(0));
    expect(await timesOf(1, () => buckets.take("DescribeVpcEndpoints"))).toEqual([50]);
  });

  it("reserve a token for a later call, or report how long there is none", async () => {
    const buckets = createBuckets(true);
    const asked = Array.from({ length: 6 }, () => buckets.reserve("ModifyVpcEndpoint"));
    expect(asked).toEqual([0, 0, 0, 0, 3_334, 3_334]);
    expect(await timesOf(4, () => buckets.take("ModifyVpcEndpoint"))).toEqual([0, 0, 0, 0]);
    vi.setSystemTime(3_334);
    expect(buckets.reserve("ModifyVpcEndpoint")).toBe(0);
    expect(buckets.reserve("ModifyVpcEndpoint")).toBeGreaterThan(3_000);
  });

  it("are empty once EC2 has throttled: others use them too", async () => {
    const buckets = createBuckets(true);
    buckets.empty("CreateSecurityGroup");
    expect(await timesOf(2, () => buckets.take("CreateSecurityGroup"))).toEqual([200, 400]);
  });

  it("never hold more than their size", () => {
    const buckets = createBuckets(true);
    vi.setSystemTime(3_600_000);
    const asked = Array.from({ length: 5 }, () => buckets.reserve("DeleteVpcEndpoints"));
    expect(asked.filter((wait) => wait === 0)).toHaveLength(4);
  });
});

describe("the buckets of an endpoint that is not AWS's", () => {
  it("limit nothing until it throttles, and then that API only", async () => {
    const buckets = createBuckets(false);
    expect(await timesOf(50, () => buckets.take("CreateVpcEndpoint"))).toEqual(Array(50).fill(0));
    buckets.empty("CreateVpcEndpoint");
    expect(buckets.reserve("CreateVpcEndpoint")).toBe(3_334);
    expect(buckets.reserve("ModifyVpcEndpoint")).toBe(0);
  });
});
