import { DescribeVpcEndpointsCommand, DescribeVpcsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { describe, expect, it } from "vitest";
import type { Fault } from "./faults";
import { type Harness, harness } from "./testing/harness";
import { createEndpoint } from "./testing/requests";

const order = ({ url }: Harness, ...faults: Fault[]) =>
  fetch(`${url}/_postern/faults`, { method: "POST", body: JSON.stringify(faults) });

const count = async ({ client }: Harness): Promise<number> =>
  (await client.send(new DescribeVpcEndpointsCommand({}))).VpcEndpoints?.length ?? 0;

describe("Faults on request", () => {
  it("fail the n-th call of an action with AWS's code and words", async () => {
    const it = await harness();
    const error = { kind: "error", code: "VpcEndpointLimitExceeded", message: "No more." } as const;
    await order(it, { action: "CreateVpcEndpoint", after: 1, times: 1, ...error });
    await createEndpoint(it.client);
    await expect(createEndpoint(it.client)).rejects.toMatchObject({ name: error.code, message: error.message });
    await createEndpoint(it.client);
    expect(await count(it)).toBe(2);
  });

  it("deny an action", async () => {
    const it = await harness();
    await order(it, { action: "CreateVpcEndpoint", kind: "deny" });
    await expect(createEndpoint(it.client)).rejects.toMatchObject({
      name: "UnauthorizedOperation",
      $metadata: expect.objectContaining({ httpStatusCode: 403 }),
    });
    expect(await count(it)).toBe(0);
  });

  it("throttle a share of all calls, the same ones each time", async () => {
    const outcomes: boolean[][] = [];
    for (let run = 0; run < 2; run += 1) {
      const it = await harness();
      await order(it, { action: "*", kind: "throttle", share: 0.3, seed: 7 });
      const passed: boolean[] = [];
      for (let call = 0; call < 100; call += 1) {
        passed.push(
          await it.client.send(new DescribeVpcsCommand({})).then(
            () => true,
            () => false,
          ),
        );
      }
      outcomes.push(passed);
    }
    expect(outcomes[0]).toEqual(outcomes[1]);
    const throttled = outcomes[0]?.filter((passed) => !passed).length ?? 0;
    expect(throttled).toBeGreaterThan(15);
    expect(throttled).toBeLessThan(45);
  });

  it("drop the response after the effect, or the request before it", async () => {
    const it = await harness();
    await order(it, { action: "CreateVpcEndpoint", times: 1, kind: "drop", when: "after" });
    await expect(createEndpoint(it.client)).rejects.toThrow();
    expect(await count(it)).toBe(1);
    await order(it, { action: "CreateVpcEndpoint", times: 1, kind: "drop", when: "before" });
    await expect(createEndpoint(it.client)).rejects.toThrow();
    expect(await count(it)).toBe(1);
  });

  it("reach STS too: a login that has expired", async () => {
    const it = await harness();
    const error = { kind: "error", code: "ExpiredToken", message: "The security token has expired." } as const;
    await order(it, { action: "GetCallerIdentity", ...error });
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    const sts = new STSClient({ endpoint: it.url, region: "us-east-1", credentials, maxAttempts: 1 });
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ Code: error.code });
  });

  it("delay a call", async () => {
    const it = await harness({ availableDelayMs: 0 });
    const before = await createEndpoint(it.client);
    await order(it, { action: "CreateVpcEndpoint", kind: "delay", ms: 5000 });
    const after = await createEndpoint(it.client);
    expect(Number(after.CreationTimestamp) - Number(before.CreationTimestamp)).toBe(5000);
  });

  it("end with DELETE", async () => {
    const it = await harness();
    await order(it, { action: "*", kind: "deny" });
    await expect(createEndpoint(it.client)).rejects.toThrow();
    await fetch(`${it.url}/_postern/faults`, { method: "DELETE" });
    await createEndpoint(it.client);
    expect(await count(it)).toBe(1);
  });
});

describe("Token buckets [EC2 API developer guide, Request throttling]", () => {
  it("allow a burst of calls, refilled over time, per action and Region", async () => {
    const { client, url, pass } = await harness({ buckets: { DescribeVpcs: { capacity: 2, perSecond: 1 } } });
    const ask = () => client.send(new DescribeVpcsCommand({}));
    await ask();
    await ask();
    await expect(ask()).rejects.toMatchObject({
      name: "RequestLimitExceeded",
      $metadata: expect.objectContaining({ httpStatusCode: 503 }),
    });
    await client.send(new DescribeVpcEndpointsCommand({}));
    const elsewhere = new EC2Client({
      endpoint: url,
      region: "eu-central-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    await elsewhere.send(new DescribeVpcsCommand({}));
    pass(1000);
    await ask();
  });
});
