import { describe, expect, it } from "vitest";
import type { WriteGateway } from "#lib/aws/gateway";
import type { Snapshot } from "#lib/core/network/snapshot";
import { plan } from "#lib/core/plan";
import type { Run, RunRequest } from "#lib/core/run/run";
import { rule } from "#lib/core/testing/account";
import { type FakeAccount, fakeAccount } from "#lib/run/testing/fake-account";
import { refuse } from "#lib/run/testing/fake-state";
import { harnessOfFile } from "#lib/run/testing/harness";
import { applyRequest, fastSettings, scenario } from "#lib/run/testing/scenario";
import { testDatabase } from "../../../bin/testing/database";

const runs = harnessOfFile(testDatabase);

const rollbackOf = (run: Run): RunRequest => ({ ...run.request, kind: "rollback", of: run.id });

const notes = (run: Run) => run.steps.flatMap(({ note }) => note ?? []);

/** The lists of a snapshot are sets. */
function sorted(snapshot: Snapshot): Snapshot {
  const text = (value: unknown) => JSON.stringify(value);
  const deep = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(deep).sort((a, b) => (text(a) < text(b) ? -1 : 1));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, deep(one)]));
  };
  return deep(snapshot) as Snapshot;
}

async function appliedAndBack(account: FakeAccount, request: RunRequest): Promise<{ applied: Run; rollback: Run }> {
  const applied = await runs.carryOut(account.gateway, request);
  const rollback = await runs.carryOut(account.gateway, rollbackOf(applied));
  return { applied, rollback };
}

describe("a rollback", () => {
  it("leaves the account as it was before the run, and the run as rolled back", async () => {
    const { snapshot, intent } = scenario();
    const account = fakeAccount(snapshot);
    const { applied, rollback } = await appliedAndBack(account, applyRequest(snapshot, intent));
    expect(applied.status).toBe("succeeded");
    expect(rollback).toMatchObject({ status: "succeeded", of: applied.id, error: null });
    expect(account.snapshot()).toEqual(snapshot);
    expect(await runs.client.readRun(applied.id)).toMatchObject({ status: "rolled-back", rolledBackBy: rollback.id });
    const [newest, older] = (await runs.client.listRuns({ limit: 2 })).runs;
    expect(newest).toMatchObject({ id: rollback.id, kind: "rollback", of: applied.id, status: "succeeded" });
    expect(older).toMatchObject({ id: applied.id, status: "rolled-back" });
  });

  it("goes in the opposite order: names, endpoints, rules, group, attributes", async () => {
    const { snapshot, intent } = scenario({ services: ["ecs"] });
    const account = fakeAccount(snapshot);
    await appliedAndBack(account, applyRequest(snapshot, intent));
    const undone = account.calls.map(({ operation }) => operation).slice(6);
    const at = (operation: string) => undone.indexOf(operation);
    expect(at("ModifyVpcEndpoint")).toBeGreaterThanOrEqual(0);
    expect(at("ModifyVpcEndpoint")).toBeLessThan(at("DeleteVpcEndpoints"));
    expect(at("DeleteVpcEndpoints")).toBeLessThan(at("DeleteSecurityGroup"));
    expect(at("RevokeSecurityGroupIngress")).toBeLessThan(at("DeleteSecurityGroup"));
    expect(at("RevokeSecurityGroupEgress")).toBeLessThan(at("DeleteSecurityGroup"));
  });

  it("revokes rules by their ids alone", async () => {
    const { snapshot, intent } = scenario({ services: ["ecs"] });
    const account = fakeAccount(snapshot);
    await appliedAndBack(account, applyRequest(snapshot, intent));
    const revoked = account.calls.filter(({ operation }) => operation.startsWith("Revoke"));
    expect(revoked).toHaveLength(2);
    for (const { input } of revoked) {
      expect(Object.keys(input).sort()).toEqual(["GroupId", "SecurityGroupRuleIds"]);
      expect(input.SecurityGroupRuleIds).toEqual([expect.stringMatching(/^sgr-/)]);
    }
  });

  it("waits for the interfaces of deleted endpoints longer than for anything that EC2 does not know yet", async () => {
    const { snapshot, intent } = scenario({ services: ["ecs"] });
    const account = fakeAccount(snapshot, { lingerMs: 2 * fastSettings.consistencyMs });
    const { rollback } = await appliedAndBack(account, applyRequest(snapshot, intent));
    expect(rollback).toMatchObject({ status: "succeeded", error: null });
    expect(account.snapshot()).toEqual(snapshot);
  });

  it("reports when they are not deleted, and continues from there on the next rollback", async () => {
    const { snapshot, intent } = scenario({ services: ["ecs"] });
    const account = fakeAccount(snapshot, { lingerMs: 2 * fastSettings.dependencyMs });
    const { applied, rollback } = await appliedAndBack(account, applyRequest(snapshot, intent));
    expect(rollback).toMatchObject({ status: "failed", error: { code: "DependencyViolation" } });
    account.snapshot();
    const again = await runs.carryOut(account.gateway, rollbackOf(applied));
    expect(again).toMatchObject({ status: "succeeded", error: null });
    expect(account.snapshot()).toEqual(snapshot);
  });

  it("rolls back what an attempt without a response did, when a later one had to do the rest", async () => {
    const { shop, subnets, intent } = scenario({ services: ["ecs"] });
    const old = shop.group("old-endpoints");
    shop.endpoint("ecs", { subnetIds: subnets.slice(0, 1), securityGroupIds: [old], privateDnsEnabled: false });
    const snapshot = shop.snapshot();
    const account = fakeAccount(snapshot);
    let halved = false;
    const gateway: WriteGateway = {
      ...account.gateway,
      async call(operation, input) {
        if (operation !== "ModifyVpcEndpoint" || halved) return account.gateway.call(operation, input);
        halved = true;
        const { AddSubnetIds: _, ...half } = input;
        await account.gateway.call(operation, half);
        throw refuse("unreachable", "ECONNRESET", "socket hang up");
      },
    };
    const applied = await runs.carryOut(gateway, applyRequest(snapshot, intent));
    expect(applied).toMatchObject({ status: "succeeded", error: null });
    const rollback = await runs.carryOut(account.gateway, rollbackOf(applied));
    expect(rollback).toMatchObject({ status: "succeeded", error: null });
    const [endpoint] = account.snapshot().endpoints;
    expect(endpoint?.subnetIds).toEqual(subnets.slice(0, 1));
    expect(endpoint?.securityGroupIds).toEqual([old]);
  });

  it("keeps what another user added to an endpoint after EC2 had refused it", async () => {
    const { shop, subnets, intent } = scenario({ services: ["ecs"] });
    const old = shop.group("old-endpoints");
    shop.endpoint("ecs", { subnetIds: subnets.slice(0, 1), securityGroupIds: [old], privateDnsEnabled: false });
    const snapshot = shop.snapshot();
    const account = fakeAccount(snapshot);
    const fails = { kind: "denied", code: "UnauthorizedOperation", message: "You are not authorized." } as const;
    account.faults.push({ operation: "ModifyVpcEndpoint", call: 1, every: true, fails });
    const applied = await runs.carryOut(account.gateway, applyRequest(snapshot, intent));
    expect(applied.status).toBe("failed");
    account.faults.length = 0;
    account.change(({ endpoints: [endpoint] }) => {
      if (endpoint) endpoint.subnetIds = [...subnets];
    });
    const rollback = await runs.carryOut(account.gateway, rollbackOf(applied));
    expect(rollback).toMatchObject({ status: "succeeded", error: null });
    expect(account.snapshot().endpoints[0]?.subnetIds).toEqual([...subnets]);
  });

  it("of a direct cutover switches private DNS off first", async () => {
    const { snapshot, intent } = scenario({ cutover: "direct" });
    const account = fakeAccount(snapshot);
    const { rollback } = await appliedAndBack(account, applyRequest(snapshot, intent));
    expect(rollback.steps.map(({ change }) => change)).toContain("undo-private-dns-of-create-endpoint-ecs");
    expect(account.snapshot()).toEqual(snapshot);
  });

  it("deletes an endpoint that AWS could not create", async () => {
    const { snapshot, intent } = scenario({ services: ["ecs"], cutover: "direct" });
    const account = fakeAccount(snapshot, { settleMs: 200 });
    const id = await runs.start(account.gateway, applyRequest(snapshot, intent));
    for (let failed = false; !failed; await new Promise((resolve) => setTimeout(resolve, 5))) {
      account.change((now) => {
        for (const endpoint of now.endpoints) {
          endpoint.state = "failed";
          failed = true;
        }
      });
    }
    const applied = await runs.ended(id);
    expect(applied).toMatchObject({ status: "failed", error: { code: "Endpoint.failed" } });
    const rollback = await runs.carryOut(account.gateway, rollbackOf(applied));
    expect(rollback.status).toBe("succeeded");
    expect(account.snapshot()).toEqual(snapshot);
  });

  it("removes from an existing endpoint only what the run added", async () => {
    const { shop, subnets, tasks, intent } = scenario({
      policies: {
        ecs: {
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Principal: "*", Action: "ecs:*", Resource: "*" }],
        },
      },
    });
    const old = shop.group("old-endpoints", { ingress: [rule("10.99.0.0/16")] });
    const ecs = shop.endpoint("ecs", {
      subnetIds: subnets.slice(0, 1),
      securityGroupIds: [old],
      privateDnsEnabled: false,
      policy: { Version: "2012-10-17", Statement: [] },
    });
    const snapshot = shop.snapshot();
    const account = fakeAccount(snapshot);
    account.change((now) => {
      const endpoint = now.endpoints.find(({ id }) => id === ecs);
      if (endpoint) endpoint.subnetIds = subnets.slice(0, 1);
    });
    const { applied, rollback } = await appliedAndBack(account, applyRequest(snapshot, intent));
    expect(applied.steps.map(({ change }) => change)).toContain("modify-endpoint-ecs");
    expect([applied.status, rollback.status, rollback.error]).toEqual(["succeeded", "succeeded", null]);
    const now = account.snapshot();
    expect(now.endpoints.map(({ networkInterfaceIds, ...rest }) => rest)).toEqual(
      snapshot.endpoints.map(({ networkInterfaceIds, ...rest }) => rest),
    );
    expect(now.securityGroups.find(({ id }) => id === tasks)).toEqual(
      snapshot.securityGroups.find(({ id }) => id === tasks),
    );
  });

  it.each(["safe", "direct"] as const)(
    "gives S3's name back to inbound resolver endpoints alone (%s)",
    async (cutover) => {
      const { shop, subnets, intent } = scenario({ services: ["s3:interface"], cutover });
      shop.endpoint("s3", {
        subnetIds: subnets,
        securityGroupIds: [shop.group("open", { ingress: [rule("10.0.0.0/16")] })],
        privateDnsOnlyForInboundResolverEndpoint: true,
      });
      const snapshot = shop.snapshot();
      const account = fakeAccount(snapshot);
      const { applied, rollback } = await appliedAndBack(account, applyRequest(snapshot, intent));
      expect([applied.status, rollback.status, rollback.error]).toEqual(["succeeded", "succeeded", null]);
      const calls = account.calls.filter(({ operation }) => operation === "ModifyVpcEndpoint");
      expect(calls.map(({ input }) => input)).toMatchObject(
        [false, true].map((only) => ({
          PrivateDnsEnabled: true,
          DnsOptions: { PrivateDnsOnlyForInboundResolverEndpoint: only },
        })),
      );
      const named = ({ endpoints }: Snapshot) =>
        endpoints.map(({ privateDnsEnabled, privateDnsOnlyForInboundResolverEndpoint: only }) => [
          privateDnsEnabled,
          only,
        ]);
      expect(named(account.snapshot())).toEqual(named(snapshot));
    },
  );

  it("leaves an attribute that another endpoint needs by now, and reports it", async () => {
    const { snapshot, intent, shop } = scenario({ services: ["ecs"] });
    const account = fakeAccount(snapshot);
    const applied = await runs.carryOut(account.gateway, applyRequest(snapshot, intent));
    shop.endpoint("sqs");
    account.change((now) => void now.endpoints.push(...shop.snapshot().endpoints));
    const rollback = await runs.carryOut(account.gateway, rollbackOf(applied));
    expect(rollback.status).toBe("succeeded");
    expect(account.snapshot().vpc?.enableDnsHostnames).toBe(true);
    expect(notes(rollback).join()).toContain("Left on: private DNS of vpce-");
  });

  it("leaves a group that another user's rule names, and reports it", async () => {
    const { snapshot, intent, shop } = scenario({ services: ["ecs"] });
    const account = fakeAccount(snapshot);
    const applied = await runs.carryOut(account.gateway, applyRequest(snapshot, intent));
    const created = applied.steps.find(({ change }) => change === "create-security-group")?.resultId;
    const other = shop.group("other", { egress: [rule(created ?? "")] });
    account.change((now) => {
      now.securityGroups.push(...shop.snapshot().securityGroups.filter(({ id }) => id === other));
    });
    const rollback = await runs.carryOut(account.gateway, rollbackOf(applied));
    expect(rollback).toMatchObject({ status: "failed", error: { code: "DependencyViolation" } });
    expect(rollback.error?.sentence).toContain(other);
    expect(account.snapshot().endpoints).toEqual([]);
    expect((await runs.client.readRun(applied.id))?.status).toBe("succeeded");
  });

  it("leaves an endpoint that another user has extended since, with its private DNS and its group, and reports it", async () => {
    const { snapshot, intent, shop } = scenario({ services: ["ecs", "logs"] });
    const account = fakeAccount(snapshot);
    const applied = await runs.carryOut(account.gateway, applyRequest(snapshot, intent));
    const other = shop.group("other");
    const ecs = account.snapshot().endpoints.find(({ serviceName }) => serviceName.endsWith(".ecs"));
    account.change((now) => {
      now.securityGroups.push(...shop.snapshot().securityGroups.filter(({ id }) => id === other));
      now.endpoints.find(({ id }) => id === ecs?.id)?.securityGroupIds.push(other);
    });
    const rollback = await runs.carryOut(account.gateway, rollbackOf(applied));
    expect(rollback).toMatchObject({ status: "succeeded", error: null });
    const now = account.snapshot();
    expect(now.endpoints.map(({ id, privateDnsEnabled }) => ({ id, privateDnsEnabled }))).toEqual([
      { id: ecs?.id, privateDnsEnabled: true },
    ]);
    expect(now.vpc?.enableDnsHostnames).toBe(true);
    expect(now.securityGroups).toHaveLength(snapshot.securityGroups.length + 2);
    expect(notes(rollback).join()).toContain(`Left as it is: somebody else has given it ${other}`);
    expect(notes(rollback).join()).toContain(`Left: ${ecs?.id}`);
    expect(notes(rollback).join()).toContain(`Left on: private DNS of ${ecs?.id}`);
  });

  it("leaves a group to which another user has added a rule since, and reports it", async () => {
    const { snapshot, intent } = scenario({ services: ["ecs"] });
    const account = fakeAccount(snapshot);
    const applied = await runs.carryOut(account.gateway, applyRequest(snapshot, intent));
    account.change((now) => {
      now.securityGroups.find(({ name }) => name === "postern-endpoints")?.ingress.push(rule("10.20.0.0/16"));
    });
    const rollback = await runs.carryOut(account.gateway, rollbackOf(applied));
    expect(rollback.status).toBe("succeeded");
    const left = account.snapshot().securityGroups.find(({ name }) => name === "postern-endpoints");
    expect(left?.ingress).toEqual([rule("10.20.0.0/16")]);
    expect(account.snapshot().endpoints).toEqual([]);
    expect(notes(rollback).join()).toContain("somebody else has added 1 rule to it");
  });

  it("at once after a failure finds what EC2 does not know yet", async () => {
    const { snapshot, intent } = scenario();
    const account = fakeAccount(snapshot, { unknownMs: 120, staleMs: 120, lingerMs: 60 });
    account.faults.push({
      operation: "CreateSecurityGroup",
      call: 1,
      fails: "lost",
    });
    account.faults.push({
      operation: "CreateSecurityGroup",
      call: 2,
      fails: { kind: "denied", code: "UnauthorizedOperation", message: "You are not authorized" },
    });
    const run = await runs.carryOut(account.gateway, applyRequest(snapshot, intent, { rollbackOnFailure: true }));
    expect(run.status).toBe("rolled-back");
    expect(sorted(account.snapshot())).toEqual(sorted(snapshot));
  });

  it("counts as done what was removed already", async () => {
    const { snapshot, intent, tasks } = scenario({ services: ["ecs"] });
    const account = fakeAccount(snapshot);
    const applied = await runs.carryOut(account.gateway, applyRequest(snapshot, intent));
    const endpoint = account.snapshot().endpoints[0]?.id;
    await account.gateway.call("DeleteVpcEndpoints", { VpcEndpointIds: [endpoint] });
    const [ruleId] = await account.gateway.tagged("security-group-rule", {
      "postern:change": `authorize-egress-${tasks}`,
    });
    await account.gateway.call("RevokeSecurityGroupEgress", { GroupId: tasks, SecurityGroupRuleIds: [ruleId] });
    const rollback = await runs.carryOut(account.gateway, rollbackOf(applied));
    expect(rollback.status).toBe("succeeded");
    expect(account.snapshot()).toEqual(snapshot);
  });

  it("with credentials of another account touches nothing", async () => {
    const { snapshot, intent } = scenario({ services: ["ecs"] });
    const account = fakeAccount(snapshot);
    const applied = await runs.carryOut(account.gateway, applyRequest(snapshot, intent));
    const calls = account.calls.length;
    const elsewhere = { ...account.gateway, identity: async () => ({ accountId: "9", arn: "", alias: null }) };
    const rollback = await runs.carryOut(elsewhere, rollbackOf(applied));
    expect(rollback).toMatchObject({ status: "failed", error: { code: "OtherAccount" } });
    expect(account.calls.length).toBe(calls);
  });
});

describe("after a failure at any step, a rollback leaves the account as it was", () => {
  const { snapshot: base, intent } = scenario();
  const { changes } = plan(base, intent);
  const denied = { kind: "denied", code: "UnauthorizedOperation", message: "You are not authorized" } as const;
  const nth = (index: number) =>
    changes.slice(0, index + 1).filter(({ operation }) => operation === changes[index]?.operation).length;
  // Each in an account of its own, so that they need not wait for each other.
  const cases = changes.flatMap(({ id, operation }, index) =>
    (["denied", "lost"] as const).map((fault) => {
      const accountId = String(100000000000 + 2 * index + (fault === "lost" ? 1 : 0));
      const text = JSON.stringify(base).replaceAll(base.accountId, accountId);
      return { id, operation, fault, call: nth(index), snapshot: JSON.parse(text) as Snapshot };
    }),
  );

  it.concurrent.each(cases)("$fault at $id", async ({ operation, call, fault, snapshot }) => {
    const account = fakeAccount(snapshot);
    account.faults.push({ operation, call, fails: fault === "lost" ? "lost" : denied });
    // After a lost response the run cannot even read what became of the call.
    const blind: WriteGateway = {
      ...account.gateway,
      tagged: async () => {
        throw refuse("denied", denied.code, denied.message);
      },
    };
    const applied = await runs.carryOut(blind, applyRequest(snapshot, intent));
    const rollback = await runs.carryOut(account.gateway, rollbackOf(applied));
    expect(fault === "lost" ? ["succeeded", "failed"] : ["failed"]).toContain(applied.status);
    expect(rollback.status).toBe("succeeded");
    expect(sorted(account.snapshot())).toEqual(sorted(snapshot));
  });
});
