import { describe, expect, it } from "vitest";
import type { VpcEndpoint } from "#lib/core/network/snapshot";
import { account } from "#lib/core/testing/account";
import { fakeAccount } from "#lib/run/testing/fake-account";
import { fastSettings } from "#lib/run/testing/scenario";
import type { Pause } from "../step-definition";
import type { StepEvent, UndoStep } from "../stored";
import { deleteEndpoint } from "./delete-endpoint";
import { revertEndpoint } from "./revert-endpoint";

const nobody = { withoutDns: new Set<string>(), retained: new Set<string>() };

/** An endpoint that a run created, and a context whose names expire after 60 s. */
function created(more: Partial<VpcEndpoint> = {}, events: Partial<StepEvent>[] = []) {
  const shop = account();
  const id = shop.endpoint("ecs", more);
  const fake = fakeAccount(shop.snapshot());
  const journal = { events: async () => events };
  const context = { gateway: fake.gateway, settings: { ...fastSettings, nameExpiryMs: 60_000 }, journal } as never;
  const step = (operation: UndoStep["operation"], input: UndoStep["input"], undoes: UndoStep["undoes"] = {}) => ({
    ...{ id: "undo-it", change: "it", operation, input, undoes, creation: null, knownAt: 0 },
    ...{ dependsOn: [], reason: "" },
  });
  const pauses: { milliseconds: number; note: string | null }[] = [];
  const pause: Pause = async (milliseconds, note) => {
    pauses.push({ milliseconds, note });
    if (milliseconds < 1_000) await new Promise((resolve) => setTimeout(resolve, milliseconds));
    return "continue";
  };
  return { id, fake, context, step, pause, pauses };
}

describe("switching private DNS off", () => {
  it("is done only when names have expired: the endpoint goes after that", async () => {
    const { id, context, step, pause, pauses } = created({ privateDnsEnabled: false });
    const input = { VpcEndpointId: id, PrivateDnsEnabled: false };
    const work = revertEndpoint(step("ModifyVpcEndpoint", input), context, nobody);
    expect(await work.settle?.({}, pause)).toBeNull();
    expect(pauses).toEqual([{ milliseconds: 60_000, note: expect.stringContaining("Waiting 60 s") }]);
  });

  it("keeps waiting where a worker that died had started to", async () => {
    const note = "Waiting 60 s, so that no client still uses the private addresses.";
    const at = new Date(Date.now() - 45_000).toISOString();
    const { id, context, step, pause, pauses } = created({ privateDnsEnabled: false }, [{ at, note }]);
    const input = { VpcEndpointId: id, PrivateDnsEnabled: false };
    await revertEndpoint(step("ModifyVpcEndpoint", input), context, nobody).settle?.({}, pause);
    expect(pauses[0]?.milliseconds).toBeLessThanOrEqual(15_000);
  });

  it("waits until EC2 shows it off", async () => {
    const { id, fake, context, step, pause, pauses } = created();
    const input = { VpcEndpointId: id, PrivateDnsEnabled: false };
    const work = revertEndpoint(step("ModifyVpcEndpoint", input), context, nobody);
    const settled = work.settle?.({}, async (milliseconds, note) => {
      if (pauses.length === 2) {
        fake.change(({ endpoints }) => {
          for (const endpoint of endpoints) endpoint.privateDnsEnabled = false;
        });
      }
      return pause(milliseconds, note);
    });
    expect(await settled).toBeNull();
    expect(pauses.length).toBeGreaterThan(3);
    expect(pauses.at(-1)?.milliseconds).toBe(60_000);
  });
});

describe("rolling a policy back", () => {
  const policy = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
  };
  const ours = { ...policy, Statement: [{ ...policy.Statement[0], Action: "ecs:*" }] };
  const reconciled = async (now: unknown) => {
    const { id, context, step } = created({ policy: now });
    const input = { VpcEndpointId: id, PolicyDocument: JSON.stringify(policy) };
    const undoes = { VpcEndpointId: id, PolicyDocument: JSON.stringify(ours) };
    return revertEndpoint(step("ModifyVpcEndpoint", input, undoes), context, nobody).reconcile(null, null);
  };

  it("restores the previous one where the run's own is in place", async () => {
    expect((await reconciled(ours)).remaining?.PolicyDocument).toBe(JSON.stringify(policy));
  });

  it("leaves another user's, and reports it", async () => {
    const { remaining, note } = await reconciled({ ...policy, Statement: [] });
    expect({ remaining, note }).toEqual({ remaining: null, note: expect.stringContaining("somebody else") });
  });

  it("reports nothing when it is restored already", async () => {
    const { remaining, note } = await reconciled(policy);
    expect({ remaining, note }).toEqual({ remaining: null, note: "The endpoint is as it was before the run." });
  });
});

describe("deleting an endpoint", () => {
  it("is done only when it is deleted, before its group", async () => {
    const { id, fake, context, step, pause } = created();
    const work = deleteEndpoint(step("DeleteVpcEndpoints", { VpcEndpointIds: [id] }), context, nobody);
    await fake.gateway.call("DeleteVpcEndpoints", { VpcEndpointIds: [id] });
    expect((await fake.gateway.endpoints([id]))[0]?.state).toBe("deleting");
    expect(await work.settle?.({}, pause)).toBeNull();
    expect(await fake.gateway.endpoints([id])).toEqual([]);
  });
});
