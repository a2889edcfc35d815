import { describe, expect, it } from "vitest";
import { isAwsError } from "#lib/aws/gateway";
import type { SecurityGroupId, VpcEndpointId } from "#lib/core/network/snapshot";
import { fakeAccount } from "./fake-account";
import { scenario } from "./scenario";

const tags = (change: string) => [{ ResourceType: "x", Tags: [{ Key: "postern:change", Value: change }] }];
const https = (peer: string) => ({
  IpProtocol: "tcp",
  FromPort: 443,
  ToPort: 443,
  UserIdGroupPairs: [{ GroupId: peer }],
});

function prepared(options = {}) {
  const base = scenario();
  const account = fakeAccount(base.snapshot, options);
  const call = account.gateway.call;
  const endpoint = async (more = {}): Promise<VpcEndpointId> => {
    const { output } = await call("CreateVpcEndpoint", {
      VpcEndpointType: "Interface",
      ServiceName: "com.amazonaws.us-east-1.ecs",
      SubnetIds: base.subnets,
      SecurityGroupIds: [base.tasks],
      ...more,
    });
    return (output.VpcEndpoint as { VpcEndpointId: VpcEndpointId }).VpcEndpointId;
  };
  const state = async (id: VpcEndpointId) => (await account.gateway.endpoints([id]))[0]?.state;
  return { ...base, account, call, endpoint, state };
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return "no error";
  } catch (error) {
    return isAwsError(error) ? `${error.kind} ${error.code}` : String(error);
  }
}

describe("the account in memory", () => {
  it("has endpoints pending for a while, then available with an interface in each subnet", async () => {
    const { account, endpoint, state, subnets } = prepared({ settleMs: 10_000 });
    const id = await endpoint();
    expect(await state(id)).toBe("pending");
    const { endpoints, networkInterfaces } = account.snapshot();
    expect(endpoints[0]).toMatchObject({ id, state: "available" });
    expect(endpoints[0]?.networkInterfaceIds).toHaveLength(subnets.length);
    expect(networkInterfaces.filter(({ interfaceType }) => interfaceType === "vpc_endpoint")).toHaveLength(2);
  });

  it("works on an endpoint one modification at a time", async () => {
    const { account, call, endpoint } = prepared({ settleMs: 10_000 });
    const id = await endpoint();
    const modify = () => call("ModifyVpcEndpoint", { VpcEndpointId: id, PrivateDnsEnabled: true });
    expect(await codeOf(modify())).toBe("busy OperationInProgress");
    account.snapshot();
    expect(await codeOf(modify())).toBe("no error");
    expect(await codeOf(modify())).toBe("busy OperationInProgress");
  });

  it("returns the first endpoint for a repeated client token, and refuses it for other parameters", async () => {
    const { account, endpoint } = prepared();
    expect(await endpoint({ ClientToken: "one" })).toBe(await endpoint({ ClientToken: "one" }));
    expect(account.snapshot().endpoints).toHaveLength(1);
    expect(await codeOf(endpoint({ ClientToken: "one", PrivateDnsEnabled: false }))).toBe(
      "refused IdempotentParameterMismatch",
    );
  });

  it("refuses private DNS while the VPC's DNS attributes are off", async () => {
    const { endpoint } = prepared();
    expect(await codeOf(endpoint({ PrivateDnsEnabled: true }))).toBe("refused InvalidParameter");
  });

  it("refuses a second group of a name, and a call of which one rule already exists", async () => {
    const { call, tasks } = prepared();
    const group = { GroupName: "endpoints", Description: "d" };
    const { output } = await call("CreateSecurityGroup", group);
    expect(await codeOf(call("CreateSecurityGroup", group))).toBe("duplicate InvalidGroup.Duplicate");
    const id = String(output.GroupId);
    const authorize = (...peers: string[]) =>
      call("AuthorizeSecurityGroupIngress", { GroupId: id, IpPermissions: peers.map(https) });
    await authorize(tasks);
    expect(await codeOf(authorize(id, tasks))).toBe("duplicate InvalidPermission.Duplicate");
  });

  it("keeps a group in use until endpoint interfaces and rules of other groups are deleted", async () => {
    const { account, call, endpoint, tasks } = prepared({ settleMs: 10_000 });
    const { output } = await call("CreateSecurityGroup", { GroupName: "endpoints", Description: "d" });
    const group = output.GroupId as SecurityGroupId;
    const id = await endpoint({ SecurityGroupIds: [group] });
    const egress = await call("AuthorizeSecurityGroupEgress", { GroupId: tasks, IpPermissions: [https(group)] });
    const remove = () => codeOf(call("DeleteSecurityGroup", { GroupId: group }));
    account.snapshot();
    await call("DeleteVpcEndpoints", { VpcEndpointIds: [id] });
    expect(await remove()).toBe("in-use DependencyViolation");
    account.snapshot();
    expect(await remove()).toBe("in-use DependencyViolation");
    const [rule] = egress.output.SecurityGroupRules as { SecurityGroupRuleId: string }[];
    await call("RevokeSecurityGroupEgress", { GroupId: tasks, SecurityGroupRuleIds: [rule?.SecurityGroupRuleId] });
    expect(await remove()).toBe("no error");
    expect(account.snapshot()).toEqual(scenario().snapshot);
  });

  it("finds resources by their tags", async () => {
    const { account, call, endpoint, tasks } = prepared();
    const id = await endpoint({ TagSpecifications: tags("create") });
    await call("AuthorizeSecurityGroupEgress", {
      GroupId: tasks,
      IpPermissions: [https(tasks)],
      TagSpecifications: tags("authorize"),
    });
    const { tagged } = account.gateway;
    expect(await tagged("vpc-endpoint", { "postern:change": "create" })).toEqual([id]);
    expect(await tagged("vpc-endpoint", { "postern:change": "other" })).toEqual([]);
    expect(await tagged("security-group-rule", { "postern:change": "authorize" })).toHaveLength(1);
  });

  it("does not know at once what it has just created", async () => {
    const { account, endpoint, state } = prepared({ unknownMs: 60_000 });
    const id = await endpoint();
    expect(await state(id)).toBeUndefined();
    expect(account.snapshot().endpoints).toHaveLength(1);
  });

  it("fails the n-th call on request, before its effect or after it", async () => {
    const { account, endpoint } = prepared();
    account.faults.push(
      { operation: "CreateVpcEndpoint", call: 1, fails: { kind: "denied", code: "Unauthorized", message: "no" } },
      { operation: "CreateVpcEndpoint", call: 2, fails: "lost" },
    );
    expect(await codeOf(endpoint())).toBe("denied Unauthorized");
    expect(account.snapshot().endpoints).toHaveLength(0);
    expect(await codeOf(endpoint())).toBe("unreachable ECONNRESET");
    expect(account.snapshot().endpoints).toHaveLength(1);
    expect(await codeOf(endpoint())).toBe("no error");
  });
});
