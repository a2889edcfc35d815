/** Which subnet of several in one Availability Zone an endpoint gets. */
import { describe, expect, it } from "vitest";
import type { Snapshot, SubnetId } from "#lib/core/network/snapshot";
import { account, offer } from "#lib/core/testing/account";
import { intentFor } from "#lib/core/testing/intent";
import { plan } from "../plan";

/** Three subnets of one zone with 10, 200 and 100 free addresses, and a client group that no interface has yet. */
function zone() {
  const net = account();
  const subnets = [10, 200, 100].map((availableIpAddressCount) => net.subnet("a", { availableIpAddressCount })) as [
    SubnetId,
    SubnetId,
    SubnetId,
  ];
  return { net, subnets, client: net.group("tasks"), other: net.group("others") };
}

/** Where the new endpoint of ECS goes, of a plan for these services. */
const placed = (snapshot: Snapshot, services = ["ecs"]) =>
  plan(snapshot, intentFor(snapshot, { services })).changes.find(({ id }) => id === "create-endpoint-ecs")?.input
    .SubnetIds;

describe("of several subnets in one zone an endpoint gets", () => {
  it("the one with the most free addresses, and of equals the lower id", () => {
    const { net, subnets } = zone();
    expect(placed(net.snapshot())).toEqual([subnets[1]]);
    const equal = account();
    const [first] = [equal.subnet("a"), equal.subnet("a")];
    equal.group("tasks");
    expect(placed(equal.snapshot())).toEqual([first]);
  });

  it("rather one where clients are, however few addresses are free", () => {
    const { net, subnets, client, other } = zone();
    net.networkInterface(subnets[2], [other], "10.0.3.10");
    net.networkInterface(subnets[0], [client], "10.0.1.10");
    expect(placed(net.snapshot())).toEqual([subnets[0]]);
  });

  it("of those the one with the most free addresses", () => {
    const { net, subnets, client } = zone();
    for (const at of [0, 2] as const) net.networkInterface(subnets[at], [client], `10.0.${at + 1}.10`);
    expect(placed(net.snapshot())).toEqual([subnets[2]]);
  });

  it("before all the one that an endpoint of the plan's services uses", () => {
    const { net, subnets, client, other } = zone();
    net.networkInterface(subnets[0], [client], "10.0.1.10");
    net.endpoint("logs", { subnetIds: [subnets[2]], securityGroupIds: [other] });
    expect(placed(net.snapshot(), ["ecs", "logs"])).toEqual([subnets[2]]);
    expect(placed(net.snapshot(), ["ecs"])).toEqual([subnets[0]]);
  });

  it("not one whose endpoint is being deleted, or that has no free address left", () => {
    const { net, subnets, other } = zone();
    net.endpoint("logs", { subnetIds: [subnets[2]], securityGroupIds: [other], state: "deleting" });
    expect(placed(net.snapshot(), ["ecs", "logs"])).toEqual([subnets[1]]);
    const full = account();
    const [none, some] = [full.subnet("a", { availableIpAddressCount: 0 }), full.subnet("a")];
    full.group("tasks");
    full.endpoint("logs", { subnetIds: [none], securityGroupIds: [full.group("endpoints")] });
    expect(placed(full.snapshot(), ["ecs", "logs"])).toEqual([some]);
  });

  it("the same one for all services of a plan", () => {
    const { net } = zone();
    const snapshot = net.snapshot({ services: [offer("ecs"), offer("logs"), offer("sqs")] });
    const { changes } = plan(snapshot, intentFor(snapshot, { services: ["ecs", "logs", "sqs"] }));
    const chosen = changes.filter(({ kind }) => kind === "create-endpoint").map(({ input }) => String(input.SubnetIds));
    expect(new Set(chosen).size).toBe(1);
  });
});
