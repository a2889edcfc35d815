import { DescribeVpcsCommand } from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { type Harness, harness } from "./testing/harness";
import { createEndpoint, endpoint } from "./testing/requests";

const call = async ({ url }: Harness, method: string, path: string, body?: unknown) => {
  const response = await fetch(`${url}/_postern/${path}`, { method, body: JSON.stringify(body) ?? null });
  return { status: response.status, json: (await response.json()) as unknown };
};

describe("The control API", () => {
  it("lists the mutating calls that were seen, refused ones too", async () => {
    const it = await harness();
    await it.client.send(new DescribeVpcsCommand({}));
    await createEndpoint(it.client);
    await createEndpoint(it.client, { SubnetIds: ["subnet-none"] }).catch(() => undefined);
    expect((await call(it, "GET", "calls")).json).toEqual([
      expect.objectContaining({ action: "CreateVpcEndpoint", status: 200, code: null }),
      expect.objectContaining({ action: "CreateVpcEndpoint", status: 400, code: "InvalidSubnetID.NotFound" }),
    ]);
    await call(it, "DELETE", "calls");
    expect((await call(it, "GET", "calls")).json).toEqual([]);
  });

  it("declares that dry runs are honoured", async () => {
    expect(await call(await harness(), "GET", "ec2-rules")).toEqual({ status: 200, json: { dryRun: "honoured" } });
  });

  it("changes settings", async () => {
    const it = await harness();
    await call(it, "POST", "settings", { availableDelayMs: 0 });
    expect(await createEndpoint(it.client)).toMatchObject({ State: "available" });
    expect((await call(it, "GET", "settings")).json).toMatchObject({ availableDelayMs: 0, deletedDelayMs: 3000 });
  });

  it.each(["failed", "rejected", "partial", "expired"])("puts an endpoint into the state %s", async (state) => {
    const it = await harness();
    const { VpcEndpointId } = await createEndpoint(it.client);
    await call(it, "POST", `endpoints/${VpcEndpointId}`, { state });
    expect(await endpoint(it.client, VpcEndpointId)).toMatchObject({ State: state });
  });

  it("sets the final state of a service's endpoints", async () => {
    const it = await harness({ outcomes: { "com.amazonaws.us-east-1.ecs": "failed" } });
    const { VpcEndpointId } = await createEndpoint(it.client);
    expect(await endpoint(it.client, VpcEndpointId)).toMatchObject({ State: "pending" });
    it.pass(3000);
    expect(await endpoint(it.client, VpcEndpointId)).toMatchObject({ State: "failed" });
  });

  it("returns 404 for other paths", async () => {
    expect((await call(await harness(), "GET", "secrets")).status).toBe(404);
  });
});
