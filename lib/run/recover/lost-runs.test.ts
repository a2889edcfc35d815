import { expect, it } from "vitest";
import { plan } from "#lib/core/plan";
import type { CreatedResource, Run } from "#lib/core/run/run";
import { storedWorkflows } from "#lib/run/engine/testing/stored";
import { type FakeAccount, fakeAccount } from "#lib/run/testing/fake-account";
import { harnessOfFile } from "#lib/run/testing/harness";
import { applyRequest, scenario } from "#lib/run/testing/scenario";
import { testDatabase } from "../../../bin/testing/database";
import { lostRuns, planOfLost } from "./lost-runs";

const runs = harnessOfFile(testDatabase);

/** Deletes a run from the database, as if the database were new. */
async function forget(id: string): Promise<void> {
  const stored = await storedWorkflows(runs.databaseUrl);
  await stored.forget(id);
  await stored.close();
}

/** What carries a run's tags, as `madeByRuns` reads it from EC2. */
async function tagged({ gateway, snapshot }: FakeAccount, { id: runId, steps }: Run): Promise<CreatedResource[]> {
  const { endpoints, securityGroups, vpc } = snapshot();
  const vpcId = vpc?.id ?? "";
  const of = (tags: Readonly<Record<string, string>>) => ({ runId, vpcId, change: tags["postern:change"] ?? "" });
  const ours = <T extends { tags: Readonly<Record<string, string>> }>(list: T[]) =>
    list.filter(({ tags }) => tags["postern:run"] === runId);
  const rules = await Promise.all(
    steps
      .filter(({ operation }) => operation.startsWith("Authorize"))
      .map(async ({ change, operation, input }) => {
        const ids = await gateway.tagged("security-group-rule", { "postern:run": runId, "postern:change": change });
        return ids.map((id) => ({ ...of({ "postern:change": change }), id, operation, input }) as CreatedResource);
      }),
  );
  return [
    ...ours(endpoints).map(({ id, tags, serviceName, type, subnetIds, securityGroupIds, routeTableIds, ...rest }) => ({
      ...of(tags),
      id,
      operation: "CreateVpcEndpoint" as const,
      input: {
        VpcId: vpcId,
        ServiceName: serviceName,
        VpcEndpointType: type,
        SubnetIds: subnetIds,
        SecurityGroupIds: securityGroupIds,
        RouteTableIds: routeTableIds,
        PrivateDnsEnabled: rest.privateDnsEnabled,
      },
    })),
    ...rules.flat(),
    ...ours(securityGroups).map(({ id, name, description, tags }) => ({
      ...of(tags),
      id,
      operation: "CreateSecurityGroup" as const,
      input: { VpcId: vpcId, GroupName: name, Description: description },
    })),
  ];
}

it("a run whose record is lost is found by its tags, recovered, and rolled back; what it modified stays", async () => {
  const { snapshot, intent } = scenario();
  const account = fakeAccount(snapshot);
  const applied = await runs.carryOut(account.gateway, applyRequest(snapshot, intent));
  expect(applied.status).toBe("succeeded");
  const resources = await tagged(account, applied);
  await forget(applied.id);
  expect(await runs.client.readRun(applied.id)).toBeNull();
  expect(await runs.client.unknownRuns([applied.id])).toEqual([applied.id]);
  // Nothing in AWS is lost: there is nothing to be done again.
  expect(plan(account.snapshot(), intent).changes).toEqual([]);

  const [lost] = lostRuns(resources, "us-east-1");
  if (!lost) throw new Error("nothing was found");
  const calls = account.calls.length;
  const { target, actor, accountId } = applied.request;
  const recovery = {
    ...applyRequest(snapshot, intent),
    plan: planOfLost(lost),
    target,
    actor,
    accountId,
    recovery: true as const,
  };
  await runs.client.startRun({ ...recovery, accountId: "999999999999" }, applied.id);
  expect(await runs.ended(applied.id)).toMatchObject({ status: "failed", error: { code: "OtherAccount" } });
  expect(await runs.client.unknownRuns([applied.id])).toEqual([applied.id]);
  const tooEarly = await runs.carryOut(account.gateway, { ...applied.request, kind: "rollback", of: applied.id });
  expect(tooEarly).toMatchObject({ status: "failed", error: { code: "NotAdopted" } });
  await runs.client.startRun(recovery, applied.id);
  const known = await runs.ended(applied.id);
  expect(known).toMatchObject({ id: applied.id, status: "succeeded", error: null });
  expect(known.steps.map(({ resultId }) => resultId).sort()).toEqual(
    expect.arrayContaining(lost.resources.filter(({ id }) => !id.startsWith("sgr-")).map(({ id }) => id)),
  );
  expect(account.calls).toHaveLength(calls);
  expect(await runs.client.unknownRuns([applied.id])).toEqual([]);

  await runs.client.startRun({ ...known.request, kind: "rollback", of: known.id, recovery: undefined });
  const [newest] = (await runs.client.listRuns({ limit: 1 })).runs;
  const undone = await runs.ended(newest?.id ?? "");
  expect(undone).toMatchObject({ kind: "rollback", status: "succeeded", error: null });
  const after = account.snapshot();
  // The attribute that the run switched on carries no tags.
  expect(after).toEqual({ ...snapshot, vpc: { ...snapshot.vpc, enableDnsHostnames: true } });
});

it("the recovered plan holds possible changes, each after those that it can refer to", () => {
  const common = { runId: "run-0123456789abcdef0", vpcId: "vpc-00000000000000001" };
  const rule = (id: string, peer: string) => ({
    ...common,
    id,
    change: "authorize-ingress",
    operation: "AuthorizeSecurityGroupIngress" as const,
    input: {
      GroupId: "sg-00000000000000002",
      IpPermissions: [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, UserIdGroupPairs: [{ GroupId: peer }] }],
    },
  });
  const [lost] = lostRuns(
    [
      {
        ...common,
        id: "vpce-1",
        change: "create-endpoint-ecs",
        operation: "CreateVpcEndpoint",
        input: {
          ServiceName: "com.amazonaws.us-east-1.ecs",
          SubnetIds: ["subnet-00000000000000003"],
          SecurityGroupIds: ["sg-00000000000000002"],
          PrivateDnsEnabled: true,
        },
      },
      rule("sgr-1", "sg-00000000000000004"),
      rule("sgr-2", "sg-00000000000000005"),
    ],
    "us-east-1",
  );
  if (!lost) throw new Error("nothing was found");
  const { changes, intent } = planOfLost(lost);
  expect(changes.map(({ id, dependsOn }) => [id, dependsOn])).toEqual([
    ["authorize-ingress", []],
    ["create-endpoint-ecs", ["authorize-ingress"]],
  ]);
  expect(changes[0]?.input.IpPermissions).toHaveLength(2);
  expect(intent).toMatchObject({
    services: ["com.amazonaws.us-east-1.ecs"],
    subnetIds: ["subnet-00000000000000003"],
    clientSecurityGroupIds: ["sg-00000000000000004", "sg-00000000000000005"],
    endpointSecurityGroup: { id: "sg-00000000000000002" },
    privateDns: true,
  });
});
