import { describe, expect, it } from "vitest";
import type { WriteGateway } from "#lib/aws/gateway";
import { plan } from "#lib/core/plan";
import type { RollbackPlan } from "#lib/core/run/rollback-plan";
import type { Run, RunRequest } from "#lib/core/run/run";
import { openEgress } from "#lib/core/testing/account";
import { fakeAccount } from "#lib/run/testing/fake-account";
import { harnessOfFile } from "#lib/run/testing/harness";
import { applyRequest, scenario } from "#lib/run/testing/scenario";
import { testDatabase } from "../../../bin/testing/database";

const runs = harnessOfFile(testDatabase);

const rollbackOf = (run: Run): RunRequest => ({ ...run.request, kind: "rollback", of: run.id });

async function planned(run: Run): Promise<RollbackPlan> {
  const answer = await runs.client.askRollbackPlan({ run: run.id, request: rollbackOf(run) }, 20_000);
  if (!answer || !("planned" in answer)) throw new Error(JSON.stringify(answer));
  return answer.planned;
}

describe("the plan of a rollback", () => {
  it("lists what will be undone, in the order of the rollback, and what that waits for", async () => {
    const { snapshot, intent } = scenario();
    const { gateway } = fakeAccount(snapshot);
    const applied = await runs.carryOut(gateway, applyRequest(snapshot, intent));
    const { steps, waits, accountId } = await planned(applied);
    const rollback = await runs.carryOut(gateway, rollbackOf(applied));
    expect(steps.map(({ change, operation }) => ({ change, operation }))).toEqual(
      rollback.steps.map(({ change, operation }) => ({ change, operation })),
    );
    expect(steps.map(({ outlook }) => outlook)).toEqual(steps.map(() => "undo"));
    expect(waits.map(({ kind }) => kind)).toEqual(["names", "endpoints", "group"]);
    expect(accountId).toBe(applied.request.accountId);
  });

  it("changes nothing", async () => {
    const { snapshot, intent } = scenario({ services: ["ecs"] });
    const account = fakeAccount(snapshot);
    const applied = await runs.carryOut(account.gateway, applyRequest(snapshot, intent));
    const [calls, before] = [account.calls.length, account.snapshot()];
    await planned(applied);
    expect([account.calls.length, account.snapshot()]).toEqual([calls, before]);
  });

  it.each([
    ["nothing else leads to the services", {}],
    ["a NAT gateway leads to them", { egress: openEgress }],
  ])("predicts who loses access as it then is, where %s", async (_, open) => {
    const { shop, tasks, intent } = scenario();
    const snapshot = shop.snapshot();
    const group = snapshot.securityGroups.find(({ id }) => id === tasks);
    if (group) Object.assign(group, open);
    const account = fakeAccount(snapshot);
    const applied = await runs.carryOut(account.gateway, applyRequest(snapshot, intent));
    const { losses } = await planned(applied);
    await runs.carryOut(account.gateway, rollbackOf(applied));
    const after = plan(account.snapshot(), intent).reachability;
    expect(losses.flatMap(({ services }) => services).sort()).toEqual(["ecs", "logs", "s3"]);
    for (const { group: who, services, becomes } of losses) {
      expect(who).toBe(tasks);
      for (const service of services) {
        const verdicts = after.filter((row) => row.service === service).map(({ before }) => before);
        expect(verdicts).toContain(becomes);
      }
    }
  });

  it("says what others use by now, and leaves it", async () => {
    const { shop, intent } = scenario({ services: ["ecs"] });
    const other = shop.subnet("c");
    const snapshot = shop.snapshot();
    const account = fakeAccount(snapshot);
    const applied = await runs.carryOut(account.gateway, applyRequest(snapshot, intent));
    account.change(({ endpoints: [endpoint] }) => endpoint?.subnetIds.push(other));
    const { steps } = await planned(applied);
    const left = steps.filter(({ outlook }) => outlook === "left");
    expect(left.map(({ operation }) => operation)).toEqual([
      "ModifyVpcEndpoint",
      "DeleteVpcEndpoints",
      "DeleteSecurityGroup",
      "ModifyVpcAttribute",
    ]);
    expect(left[0]?.note).toContain(other);
    const rollback = await runs.carryOut(account.gateway, rollbackOf(applied));
    expect(rollback).toMatchObject({ status: "succeeded" });
    expect(rollback.verification?.filter(({ found }) => found === "left in place")).toHaveLength(4);
  });

  it("has nothing left to undo after the rollback", async () => {
    const { snapshot, intent } = scenario();
    const { gateway } = fakeAccount(snapshot);
    const applied = await runs.carryOut(gateway, applyRequest(snapshot, intent));
    await runs.carryOut(gateway, rollbackOf(applied));
    const { steps, losses, waits } = await planned(applied);
    expect(new Set(steps.map(({ outlook }) => outlook))).toEqual(new Set(["gone"]));
    expect([losses, waits]).toEqual([[], []]);
  });

  it("is refused in another account, where everything would look gone", async () => {
    const { snapshot, intent } = scenario({ services: ["ecs"] });
    const applied = await runs.carryOut(fakeAccount(snapshot).gateway, applyRequest(snapshot, intent));
    const request = { ...rollbackOf(applied), accountId: "999999999999" };
    expect(await runs.client.askRollbackPlan({ run: applied.id, request }, 20_000)).toMatchObject({
      error: { code: "OtherAccount" },
    });
  });
});

describe("after a rollback", () => {
  it("endpoints, rules, routes, group, names and attributes are verified", async () => {
    const { snapshot, intent } = scenario();
    const { gateway } = fakeAccount(snapshot);
    const applied = await runs.carryOut(gateway, applyRequest(snapshot, intent));
    const { verification } = await runs.carryOut(gateway, rollbackOf(applied));
    expect(verification?.filter(({ ok }) => !ok)).toEqual([]);
    expect(new Set(verification?.map(({ name }) => name))).toEqual(
      new Set([
        "The endpoint is deleted",
        "The routes to the endpoint are gone",
        "The rules are revoked",
        "The security group is deleted",
        "EnableDnsHostnames is off again",
        "The name resolves without the endpoint",
      ]),
    );
  });

  it("it has failed where EC2 reports success and something is still there", async () => {
    const { snapshot, intent } = scenario({ services: ["s3"] });
    const { gateway } = fakeAccount(snapshot);
    const applied = await runs.carryOut(gateway, applyRequest(snapshot, intent));
    const idle: WriteGateway = {
      ...gateway,
      call: async (operation, input) =>
        operation === "RevokeSecurityGroupEgress"
          ? { output: {}, requestId: "request" }
          : gateway.call(operation, input),
    };
    const rollback = await runs.carryOut(idle, rollbackOf(applied));
    expect(rollback).toMatchObject({ status: "failed", error: { code: "Verification" } });
    expect(rollback.verification?.filter(({ ok }) => !ok)).toMatchObject([
      { name: "The rules are revoked", found: "1 rule left" },
    ]);
    expect(await runs.client.readRun(applied.id)).toMatchObject({ status: "succeeded", rolledBackBy: null });
  });

  it("of a run that rolls itself back, the same is verified", async () => {
    const { snapshot, intent } = scenario({ services: ["ecs"] });
    const account = fakeAccount(snapshot);
    const fails = { kind: "quota", code: "VpcEndpointLimitExceeded", message: "Too many." } as const;
    account.faults.push({ operation: "CreateVpcEndpoint", call: 1, every: true, fails });
    const run = await runs.carryOut(account.gateway, applyRequest(snapshot, intent, { rollbackOnFailure: true }));
    expect(run.status).toBe("rolled-back");
    expect(run.undone?.map(({ ok }) => ok)).toContain(true);
    expect(run.undone?.filter(({ ok }) => !ok)).toEqual([]);
  });
});
