import { describe, expect, it } from "vitest";
import type { WriteGateway } from "#lib/aws/gateway";
import { plan } from "#lib/core/plan";
import type { Run } from "#lib/core/run/run";
import { type FakeAccount, fakeAccount } from "#lib/run/testing/fake-account";
import { refuse } from "#lib/run/testing/fake-state";
import { harnessOfFile } from "#lib/run/testing/harness";
import { applyRequest, scenario } from "#lib/run/testing/scenario";
import { testDatabase } from "../../../bin/testing/database";

const runs = harnessOfFile(testDatabase);

const step = (run: Run, change: string) => run.steps.find((one) => one.change === change);

/** Nothing twice: of each service one endpoint, of each name one group, of each kind one rule. */
function expectNoDuplicates(account: FakeAccount): void {
  const { endpoints, securityGroups } = account.snapshot();
  const services = endpoints.map(({ serviceName, type }) => `${type} ${serviceName}`);
  expect(services).toEqual([...new Set(services)]);
  const names = securityGroups.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)]);
  for (const { ingress, egress } of securityGroups) {
    for (const rules of [ingress, egress].map((list) => list.map((one) => JSON.stringify(one)))) {
      expect(rules).toEqual([...new Set(rules)]);
    }
  }
}

describe("errors that pass by themselves", () => {
  it("throttled calls are tried again", async () => {
    const { snapshot, intent } = scenario();
    const account = fakeAccount(snapshot);
    const throttled = { kind: "throttled", code: "RequestLimitExceeded", message: "Request limit exceeded." } as const;
    for (const { operation } of applyRequest(snapshot, intent).plan.changes) {
      account.faults.push({ operation, call: 1, fails: throttled }, { operation, call: 2, fails: throttled });
    }
    const run = await runs.carryOut(account.gateway, applyRequest(snapshot, intent));
    expect(run.status).toBe("succeeded");
    expect(step(run, "create-security-group")?.attempt).toBe(3);
    expectNoDuplicates(account);
  });

  it("a refusal may be the echo of an attempt whose response got lost", async () => {
    const { shop, subnets, intent } = scenario({ services: ["ecs"] });
    const [first] = subnets;
    const old = shop.group("old-endpoints");
    shop.endpoint("ecs", { subnetIds: first ? [first] : [], securityGroupIds: [old], privateDnsEnabled: false });
    const snapshot = shop.snapshot();
    const account = fakeAccount(snapshot, { staleMs: 200 });
    account.faults.push({ operation: "ModifyVpcEndpoint", call: 1, fails: "lost" });
    const run = await runs.carryOut(account.gateway, applyRequest(snapshot, intent));
    expect(run).toMatchObject({ status: "succeeded", error: null });
    expect(account.snapshot().endpoints[0]?.subnetIds).toEqual(subnets);
  });

  it("what was just created may be unknown for a while", async () => {
    const { snapshot, intent } = scenario();
    const account = fakeAccount(snapshot, { unknownMs: 60 });
    const run = await runs.carryOut(account.gateway, applyRequest(snapshot, intent));
    expect(run).toMatchObject({ status: "succeeded", error: null });
    expectNoDuplicates(account);
  });

  it("an endpoint on which EC2 is still at work is awaited", async () => {
    const { snapshot, intent } = scenario({ services: ["ecs"] });
    const account = fakeAccount(snapshot);
    const busy = { kind: "busy", code: "OperationInProgress", message: "Another operation is in progress" } as const;
    for (const call of [1, 2]) account.faults.push({ operation: "ModifyVpcEndpoint", call, fails: busy });
    const run = await runs.carryOut(account.gateway, applyRequest(snapshot, intent));
    expect(run).toMatchObject({ status: "succeeded", error: null });
    expect(step(run, "enable-private-dns-ecs")?.attempt).toBe(3);
  });

  it("an expired login is awaited", async () => {
    const { snapshot, intent } = scenario();
    const account = fakeAccount(snapshot);
    const expired = { kind: "login-expired", code: "ExpiredToken", message: "The token has expired" } as const;
    account.faults.push({ operation: "CreateVpcEndpoint", call: 1, fails: expired });
    expect((await runs.carryOut(account.gateway, applyRequest(snapshot, intent))).status).toBe("succeeded");
  });
});

describe("a concurrent change by another user", () => {
  it("a rule added by them is used, and a rollback leaves it", async () => {
    const { snapshot, intent, tasks } = scenario({ services: ["ecs", "s3"] });
    const account = fakeAccount(snapshot);
    const theirs: unknown[] = [];
    const gateway: WriteGateway = {
      ...account.gateway,
      async call(operation, input) {
        if (operation === "AuthorizeSecurityGroupEgress" && theirs.length === 0) {
          const [first] = input.IpPermissions as Record<string, unknown>[];
          theirs.push(first);
          await account.gateway.call(operation, { GroupId: tasks, IpPermissions: [first] });
        }
        return account.gateway.call(operation, input);
      },
    };
    const request = applyRequest(snapshot, intent);
    const run = await runs.carryOut(gateway, request);
    expect(run).toMatchObject({ status: "succeeded", error: null });
    expect(step(run, `authorize-egress-${tasks}`)?.note).toContain("added by somebody else");
    expectNoDuplicates(account);
    const rollback = await runs.carryOut(account.gateway, { ...request, kind: "rollback", of: run.id });
    const left = account.snapshot().securityGroups.find(({ id }) => id === tasks)?.egress ?? [];
    expect(left).toHaveLength((snapshot.securityGroups.find(({ id }) => id === tasks)?.egress.length ?? 0) + 1);
    // Their rule names the run's group, which therefore stays.
    expect(rollback.error?.sentence).toContain(`a rule of ${tasks}`);
  });

  it("a client token that belongs to other parameters is not used again", async () => {
    const { snapshot, intent } = scenario({ services: ["ecs"] });
    const account = fakeAccount(snapshot);
    const tokens: unknown[] = [];
    const gateway: WriteGateway = {
      ...account.gateway,
      async call(operation, input) {
        if (operation === "CreateVpcEndpoint" && tokens.push(input.ClientToken) === 1) {
          throw refuse("refused", "IdempotentParameterMismatch", "The token was used with other parameters");
        }
        return account.gateway.call(operation, input);
      },
    };
    const run = await runs.carryOut(gateway, applyRequest(snapshot, intent));
    expect(run).toMatchObject({ status: "succeeded", error: null });
    expect(new Set(tokens).size).toBe(tokens.length);
    expectNoDuplicates(account);
  });
});

describe("a lost response", () => {
  const { snapshot: blank, intent: asked } = scenario({ endpointSecurityGroup: { create: { name: "endpoints" } } });
  const operations = [...new Set(plan(blank, asked).changes.map(({ operation }) => operation))];

  it.each(operations)("of %s leaves one effect, which is found", async (operation) => {
    const account = fakeAccount(blank);
    account.faults.push({ operation, call: 1, fails: "lost" });
    const run = await runs.carryOut(account.gateway, applyRequest(blank, asked));
    expect(run).toMatchObject({ status: "succeeded", error: null });
    const found = run.steps.filter((one) => one.alreadyDone);
    expect(found).toHaveLength(1);
    // Modifications carry no tags: the difference has decided, and the run says so.
    if (operation.startsWith("Modify")) expect(found[0]?.note).toContain("differs from the state before");
    expect(plan(account.snapshot(), asked).changes).toEqual([]);
    expectNoDuplicates(account);
  });
});
