import { expect, it } from "vitest";
import { intentSchema } from "#lib/core/intent/intent";
import { plan } from "#lib/core/plan";
import { account } from "#lib/core/testing/account";
import { endpointState } from "./endpoint-state";

type Account = ReturnType<typeof account>;

function stateOf(a: Account, service: string, subnetIds: string[], client: string) {
  const intent = intentSchema.parse({
    version: 1,
    region: "us-east-1",
    vpcId: a.vpcId,
    services: [service],
    subnetIds,
    clientSecurityGroupIds: [client],
  });
  return endpointState(a.snapshot(), plan(a.snapshot(), intent), service);
}

it("is new, and priced by Availability Zone", () => {
  const a = account();
  const subnets = [a.subnet("a"), a.subnet("b")];
  expect(stateOf(a, "ecs", subnets, a.group("tasks"))).toMatchObject({
    state: "new",
    type: "Interface",
    addedInterfaces: 2,
    monthlyUsd: 14.6,
  });
});

it("is new and free for a gateway", () => {
  const a = account();
  const subnet = a.subnet("a");
  expect(stateOf(a, "s3", [subnet], a.group("tasks"))).toMatchObject({ state: "new", type: "Gateway", monthlyUsd: 0 });
});

it("exists when the existing endpoint does", () => {
  const a = account();
  const subnet = a.subnet("a");
  const client = a.group("tasks");
  const group = a.group("endpoints", {
    ingress: [{ protocol: "tcp", ports: { from: 443, to: 443 }, peer: { kind: "group", groupId: client } }],
  });
  const endpointId = a.endpoint("ecs", { subnetIds: [subnet], securityGroupIds: [group] });
  expect(stateOf(a, "ecs", [subnet], client)).toMatchObject({ state: "exists", endpointId, monthlyUsd: 0 });
});

it("changes when the existing endpoint lacks something", () => {
  const a = account();
  const [one, two] = [a.subnet("a"), a.subnet("b")];
  const endpointId = a.endpoint("ecs", { subnetIds: [one], securityGroupIds: [a.group("closed")] });
  expect(stateOf(a, "ecs", [one, two], a.group("tasks"))).toMatchObject({
    state: "changes",
    endpointId,
    addedInterfaces: 1,
    monthlyUsd: 7.3,
  });
});

it("is not placed while no subnet is chosen", () => {
  const a = account();
  expect(stateOf(a, "ecs", [], a.group("tasks")).state).toBe("not-placed");
});

it("is not offered when the Region does not know it", () => {
  const a = account();
  expect(stateOf(a, "nonesuch", [a.subnet("a")], a.group("tasks")).state).toBe("not-offered");
});
