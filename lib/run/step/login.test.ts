import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { WriteGateway } from "#lib/aws/gateway";
import type { Run } from "#lib/core/run/run";
import { type FakeAccount, fakeAccount } from "#lib/run/testing/fake-account";
import { refuse } from "#lib/run/testing/fake-state";
import { harnessOfFile } from "#lib/run/testing/harness";
import { applyRequest, scenario } from "#lib/run/testing/scenario";
import { testDatabase } from "../../../bin/testing/database";

const runs = harnessOfFile(testDatabase);

const expired = () => refuse("login-expired", "ExpiredToken", "The security token included in the request is expired");

/** An account whose credentials expire, for whatever is asked of it, at the first call that `when` names. */
function expiring(gateway: WriteGateway, when: (method: keyof WriteGateway, operation: unknown) => boolean) {
  const login = { out: false, expired: false, refused: 0 };
  const guarded = new Proxy(gateway, {
    get:
      (target, method: keyof WriteGateway) =>
      async (...values: unknown[]) => {
        if (!login.expired && when(method, values[0])) Object.assign(login, { expired: true, out: true });
        if (login.out && method !== "rateLimitWait") {
          login.refused += 1;
          throw expired();
        }
        return (target[method] as (...values: unknown[]) => Promise<unknown>)(...values);
      },
  });
  return { gateway: guarded, login };
}

async function until(runId: string, holds: (run: Run) => boolean): Promise<Run> {
  for (;;) {
    const run = await runs.client.readRun(runId);
    if (run && holds(run)) return run;
    await sleep(10);
  }
}

describe("a login that expires", () => {
  const { snapshot, intent } = scenario({ services: ["ecs"] });
  const request = applyRequest(snapshot, intent);
  let snapshots = 0;

  it.each<[string, Parameters<typeof expiring>[1]]>([
    ["before the account is compared with the plan", (method) => method === "snapshot"],
    ["at a call", (_, operation) => operation === "CreateVpcEndpoint"],
    ["while an endpoint is awaited", (method) => method === "endpoints"],
    [
      "in the verification",
      (method) => {
        snapshots += method === "snapshot" ? 1 : 0;
        return snapshots > 3;
      },
    ],
  ])("%s pauses the run, which says what to run and resumes automatically", async (_, when) => {
    snapshots = 0;
    const account = fakeAccount(snapshot);
    const { gateway, login } = expiring(account.gateway, when);
    const id = await runs.start(gateway, request);
    const paused = await until(id, ({ waitsForLogin }) => waitsForLogin !== null);
    expect(paused).toMatchObject({ status: "running", waitsForLogin: { nextStep: expired().nextStep } });
    const sent = account.calls.length;
    await until(id, () => login.refused > 5);
    expect(account.calls).toHaveLength(sent);
    login.out = false;
    expect(await runs.ended(id)).toMatchObject({ status: "succeeded", error: null, waitsForLogin: null });
  });

  it.each<[string, Parameters<typeof expiring>[1]]>([
    ["before it is known what is to be rolled back", (method) => method === "identity"],
    ["in the search for what was created", (method) => method === "tagged"],
    ["at a call", (_, operation) => operation === "DeleteVpcEndpoints"],
  ])("%s pauses a rollback too", async (_, when) => {
    const account = fakeAccount(snapshot);
    const applied = await runs.carryOut(account.gateway, request);
    const { gateway, login } = expiring(account.gateway, when);
    const id = await runs.start(gateway, { ...request, kind: "rollback", of: applied.id });
    await until(id, ({ waitsForLogin }) => waitsForLogin !== null);
    login.out = false;
    expect(await runs.ended(id)).toMatchObject({ status: "succeeded", error: null });
    expect(account.snapshot()).toEqual(snapshot);
  });

  it.each<[string, (account: FakeAccount) => Parameters<typeof expiring>[1]]>([
    ["before the account is compared with the plan", () => (method) => method === "snapshot"],
    ["at a call", () => (_, operation) => operation === "CreateSecurityGroup"],
    ["while an endpoint is awaited", () => (method) => method === "endpoints"],
    [
      "in the verification",
      ({ snapshot }) => {
        const changed = () => snapshot().endpoints.some(({ privateDnsEnabled }) => privateDnsEnabled);
        return (method) => method === "snapshot" && changed();
      },
    ],
  ])("%s allows stopping a run that waits for it", async (_, when) => {
    const account = fakeAccount(snapshot);
    const id = await runs.start(expiring(account.gateway, when(account)).gateway, request);
    await until(id, ({ waitsForLogin }) => waitsForLogin !== null);
    await runs.client.stopRun(id);
    expect(await runs.ended(id)).toMatchObject({ status: "stopped", error: null });
  });

  it("allows stopping a rollback that waits for it before its steps are known", async () => {
    const account = fakeAccount(snapshot);
    const applied = await runs.carryOut(account.gateway, request);
    const { gateway } = expiring(account.gateway, (method) => method === "identity");
    const id = await runs.start(gateway, { ...request, kind: "rollback", of: applied.id });
    await until(id, ({ waitsForLogin }) => waitsForLogin !== null);
    await runs.client.stopRun(id);
    expect(await runs.ended(id)).toMatchObject({ status: "stopped", error: null });
  });

  it("does not keep a run from being stopped that EC2 throttles", async () => {
    const account = fakeAccount(snapshot);
    const endpoints = async () =>
      Promise.reject(refuse("throttled", "RequestLimitExceeded", "Request limit exceeded."));
    const id = await runs.start({ ...account.gateway, endpoints }, request);
    await until(id, ({ steps }) => steps.some(({ note }) => note?.includes("throttled")));
    await runs.client.stopRun(id);
    expect(await runs.ended(id)).toMatchObject({ status: "stopped", error: null });
  });
});

describe("EC2's limit on how often it may be called", () => {
  it("is awaited outside of the call, which the run reports, and a stop request takes effect meanwhile", async () => {
    const { snapshot, intent } = scenario({ services: ["ecs"] });
    const account = fakeAccount(snapshot);
    const gateway = { ...account.gateway, rateLimitWait: async () => 60_000 };
    const id = await runs.start(gateway, applyRequest(snapshot, intent));
    await until(id, ({ steps }) => steps.some(({ note }) => note?.includes("may be called: waiting")));
    await runs.client.stopRun(id);
    expect((await runs.ended(id)).status).toBe("stopped");
    expect(account.calls).toEqual([]);
  });
});
