import { describe, expect, it } from "vitest";
import type { WriteGateway } from "#lib/aws/gateway";
import { plan } from "#lib/core/plan";
import type { Run } from "#lib/core/run/run";
import { openEgress } from "#lib/core/testing/account";
import { fakeAccount } from "#lib/run/testing/fake-account";
import { harnessOfFile } from "#lib/run/testing/harness";
import { applyRequest, scenario } from "#lib/run/testing/scenario";
import { testDatabase } from "../../../bin/testing/database";

const runs = harnessOfFile(testDatabase);

const states = (run: Run) => Object.fromEntries(run.steps.map(({ change, state }) => [change, state]));
const step = (run: Run, change: string) => run.steps.find((one) => one.change === change);

describe("a run", () => {
  it("creates what the plan expects, and verifies it", async () => {
    const { snapshot, intent } = scenario();
    const account = fakeAccount(snapshot);
    const run = await runs.carryOut(account.gateway, applyRequest(snapshot, intent));
    expect(run).toMatchObject({ status: "succeeded", error: null, reachability: [] });
    expect(new Set(run.steps.map(({ state }) => state))).toEqual(new Set(["done"]));
    expect(run.verification?.filter(({ ok }) => !ok)).toEqual([]);
    expect(plan(account.snapshot(), intent).changes).toEqual([]);
  });

  it("records each call: input, result, request id and times", async () => {
    const { snapshot, intent } = scenario();
    const run = await runs.carryOut(fakeAccount(snapshot).gateway, applyRequest(snapshot, intent));
    const created = step(run, "create-endpoint-ecs");
    expect(created).toMatchObject({ attempt: 1, requestId: expect.stringMatching(/^req-/), alreadyDone: false });
    expect(created?.resultId).toMatch(/^vpce-/);
    expect(JSON.stringify(created?.input)).toContain(`"postern:run","Value":"${run.id}"`);
    expect(JSON.stringify(created?.input)).not.toContain("${");
    expect(created?.startedAt && created.endedAt && created.startedAt < created.endedAt).toBe(true);
  });

  it("sends each call after those it depends on, with the endpoint available by then", async () => {
    const { snapshot, intent } = scenario();
    const account = fakeAccount(snapshot, { settleMs: 60 });
    const run = await runs.carryOut(account.gateway, applyRequest(snapshot, intent));
    const startedAt = new Map(run.steps.map(({ change, startedAt }) => [change, startedAt ?? ""]));
    const endedAt = new Map(run.steps.map(({ change, endedAt }) => [change, endedAt ?? ""]));
    for (const { change, dependsOn } of run.steps) {
      for (const before of dependsOn) {
        expect([before, (endedAt.get(before) ?? "z") <= (startedAt.get(change) ?? "")]).toEqual([before, true]);
      }
    }
    expect(step(run, "enable-private-dns-ecs")?.attempt).toBe(1);
  });

  it("creates endpoints in parallel", async () => {
    const { snapshot, intent } = scenario();
    const account = fakeAccount(snapshot);
    const creating = barrier(2);
    const gateway: WriteGateway = {
      ...account.gateway,
      async call(operation, input) {
        if (input.VpcEndpointType === "Interface") await creating();
        return account.gateway.call(operation, input);
      },
    };
    expect((await runs.carryOut(gateway, applyRequest(snapshot, intent))).status).toBe("succeeded");
  });

  it("of nothing to do succeeds without a call", async () => {
    const { snapshot, intent } = scenario();
    const account = fakeAccount(snapshot);
    await runs.carryOut(account.gateway, applyRequest(snapshot, intent));
    const calls = account.calls.length;
    const again = await runs.carryOut(account.gateway, applyRequest(account.snapshot(), intent));
    expect(again).toMatchObject({ status: "succeeded", steps: [] });
    expect(account.calls.length).toBe(calls);
  });
});

/** Blocks all callers until this many have arrived. */
function barrier(count: number): () => Promise<void> {
  let arrived = 0;
  let open: () => void = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return () => {
    arrived += 1;
    if (arrived === count) open();
    return opened;
  };
}

describe("an error of AWS in the middle", () => {
  const denied = { kind: "denied", code: "UnauthorizedOperation", message: "You are not authorized" } as const;

  it("ends the run with AWS's code and message; what depends on it is skipped", async () => {
    const { snapshot, intent } = scenario({ services: ["ecs"] });
    const account = fakeAccount(snapshot);
    account.faults.push({ operation: "AuthorizeSecurityGroupIngress", call: 1, fails: denied });
    const run = await runs.carryOut(account.gateway, applyRequest(snapshot, intent));
    expect(run).toMatchObject({ status: "failed", error: { code: denied.code, message: denied.message } });
    expect(step(run, "authorize-ingress-create-security-group")).toMatchObject({
      state: "failed",
      error: { code: denied.code },
    });
    expect(states(run)).toMatchObject({ "create-security-group": "done", "enable-private-dns-ecs": "skipped" });
    expect(step(run, "enable-private-dns-ecs")?.attempt).toBe(0);
  });

  it("rolls everything back when requested", async () => {
    const { snapshot, intent } = scenario();
    const account = fakeAccount(snapshot);
    account.faults.push({ operation: "ModifyVpcEndpoint", call: 2, fails: denied });
    const run = await runs.carryOut(account.gateway, applyRequest(snapshot, intent, { rollbackOnFailure: true }));
    expect(run).toMatchObject({ status: "rolled-back", error: { code: denied.code } });
    expect(account.snapshot()).toEqual(snapshot);
  });
});

describe("a response that gets lost", () => {
  it("is reported; what the call had created is found by its tags, and is the run's own", async () => {
    const { snapshot, intent } = scenario({ services: ["ecs"] });
    const account = fakeAccount(snapshot);
    account.faults.push({ operation: "CreateVpcEndpoint", call: 1, fails: "lost" });
    const run = await runs.carryOut(account.gateway, applyRequest(snapshot, intent));
    expect(run.status).toBe("succeeded");
    expect(step(run, "create-endpoint-ecs")).toMatchObject({
      alreadyDone: true,
      wasThere: false,
      note: "EC2 gave no response; what the call had created was found by its tags.",
      calls: [{ attempt: 1, requestId: "req-refused", failure: { code: "ECONNRESET" } }],
    });
  });
});

describe("a concurrent change of the same VPC", () => {
  it("before the first call: the run is refused, with the difference as sentences", async () => {
    const { snapshot, intent, tasks } = scenario();
    const account = fakeAccount(snapshot);
    const request = applyRequest(snapshot, intent);
    account.change((now) => {
      const group = now.securityGroups.find(({ id }) => id === tasks);
      if (group) group.egress = openEgress;
    });
    const run = await runs.carryOut(account.gateway, request);
    expect(run).toMatchObject({ status: "refused", error: { code: "PlanChanged" } });
    expect(run.error?.message).toContain("authorize-egress");
    expect(new Set(run.steps.map(({ state }) => state))).toEqual(new Set(["skipped"]));
    expect(account.calls).toEqual([]);
  });

  it("a change that does not matter does not refuse it", async () => {
    const { snapshot, intent, shop } = scenario();
    const account = fakeAccount(snapshot);
    const request = applyRequest(snapshot, intent);
    shop.group("unrelated");
    account.change((now) => {
      now.securityGroups = shop.snapshot().securityGroups;
    });
    expect((await runs.carryOut(account.gateway, request)).status).toBe("succeeded");
  });

  it("the credentials lead to another account: refused", async () => {
    const { snapshot, intent } = scenario();
    const account = fakeAccount(snapshot);
    const request = applyRequest(snapshot, intent, { accountId: "999999999999" });
    expect(await runs.carryOut(account.gateway, request)).toMatchObject({
      status: "refused",
      error: { code: "OtherAccount" },
    });
    expect(account.calls).toEqual([]);
  });

  it("a group of the same name, created in between, is used and is not the run's own", async () => {
    const { snapshot, intent } = scenario({ services: ["ecs"] });
    const account = fakeAccount(snapshot);
    const gateway: WriteGateway = {
      ...account.gateway,
      async call(operation, input) {
        if (operation === "CreateSecurityGroup") {
          await account.gateway.call(operation, { ...input, TagSpecifications: [] });
        }
        return account.gateway.call(operation, input);
      },
    };
    const run = await runs.carryOut(gateway, applyRequest(snapshot, intent));
    expect(run.status).toBe("succeeded");
    expect(step(run, "create-security-group")).toMatchObject({
      alreadyDone: true,
      wasThere: true,
      note: expect.stringContaining("Somebody"),
    });
  });

  it("a second start gets the id of the first, and nothing is started", async () => {
    const { snapshot, intent } = scenario();
    const account = fakeAccount(snapshot, { settleMs: 300 });
    const request = applyRequest(snapshot, intent);
    const first = await runs.start(account.gateway, request);
    const others = await Promise.all(Array.from({ length: 5 }, () => runs.client.startRun(request)));
    expect(others).toEqual(others.map(() => ({ busy: first })));
    expect((await runs.ended(first)).status).toBe("succeeded");
  });
});

describe("a verification", () => {
  it("that fails is shown as such, although every call succeeded", async () => {
    const { snapshot, intent, tasks } = scenario({ services: ["ecs"] });
    const account = fakeAccount(snapshot);
    const gateway: WriteGateway = {
      ...account.gateway,
      async call(operation, input) {
        const result = await account.gateway.call(operation, input);
        account.change((now) => {
          const group = now.securityGroups.find(({ id }) => id === tasks);
          if (group) group.egress = [];
        });
        return result;
      },
    };
    const run = await runs.carryOut(gateway, applyRequest(snapshot, intent));
    expect(run).toMatchObject({ status: "failed", error: { code: "Verification" } });
    expect(run.verification?.filter(({ ok }) => !ok).map(({ name }) => name)).toEqual([
      "The rules are there",
      "Nothing is left to do",
      "Workloads reach the services as planned",
    ]);
    expect(run.reachability).not.toEqual([]);
  });
});

describe("a stop", () => {
  it("starts no further call", async () => {
    const { snapshot, intent } = scenario();
    const account = fakeAccount(snapshot, { settleMs: 1_000 });
    const id = await runs.start(account.gateway, applyRequest(snapshot, intent));
    const creating = () => account.calls.some(({ input }) => String(input.ServiceName).endsWith(".ecs"));
    while (!creating()) await new Promise((resolve) => setTimeout(resolve, 10));
    expect([await runs.client.stopRun(id), await runs.client.stopRun(id)]).toEqual(["asked", "asked"]);
    const run = await runs.ended(id);
    expect(run).toMatchObject({ status: "stopped", stopRequested: true });
    expect(states(run)).toMatchObject({
      "create-endpoint-ecs": "stopped",
      "enable-private-dns-ecs": "skipped",
    });
    expect(step(run, "create-endpoint-ecs")?.resultId).toMatch(/^vpce-/);
  });
});

describe("a stop of a run that is not active", () => {
  it("requests nothing, and returns whether the run has ended or never existed", async () => {
    const { snapshot, intent } = scenario();
    const { id } = await runs.carryOut(fakeAccount(snapshot).gateway, applyRequest(snapshot, intent));
    expect(await runs.client.stopRun(id)).toBe("ended");
    expect(await runs.client.readRun(id)).toMatchObject({ status: "succeeded", stopRequested: false });
    expect(await runs.client.stopRun("run-00000000000000000")).toBe("unknown");
  });
});

describe("the list of runs", () => {
  it("shows the newest first and filters by status", async () => {
    const { snapshot, intent } = scenario();
    const refused = await runs.carryOut(
      fakeAccount(snapshot).gateway,
      applyRequest(snapshot, intent, { accountId: "999999999999" }),
    );
    const { client } = runs;
    const newest = await client.listRuns({ limit: 3 });
    expect(newest.runs).toHaveLength(3);
    expect(newest.runs[0]).toMatchObject({
      id: refused.id,
      status: "refused",
      vpcId: intent.vpcId,
      actor: expect.any(String),
    });
    expect(newest.runs[0]?.operations).toContain("CreateVpcEndpoint");
    const all = await client.listRuns({ limit: 100, status: "refused" });
    expect(new Set(all.runs.map(({ status }) => status))).toEqual(new Set(["refused"]));
    const first = await client.listRuns({ limit: 1, status: "refused" });
    expect(first).toEqual({ runs: all.runs.slice(0, 1), next: expect.stringContaining(refused.id) });
    expect(await client.readRun("run-00000000000000000")).toBeNull();
  });

  it("finds a run by the id of what it created", async () => {
    const { snapshot, intent } = scenario();
    const run = await runs.carryOut(fakeAccount(snapshot).gateway, applyRequest(snapshot, intent));
    const created = step(run, "create-endpoint-ecs")?.resultId ?? "";
    const found = await runs.client.listRuns({ limit: 100, text: created });
    expect(found.runs.map(({ id }) => id)).toContain(run.id);
  });
});
