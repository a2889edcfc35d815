import { expect, it } from "vitest";
import { account, offer } from "#lib/core/testing/account";
import { gapsOf, zonesOf } from "./zones";

it("shows zones with their subnets, those that suit endpoints best first", () => {
  const a = account();
  const [isolated, behindNat] = [a.subnet("b"), a.subnet("b")];
  const other = a.subnet("a");
  a.routeTable([behindNat], [a.nat()]);
  a.networkInterface(behindNat, [a.group("tasks")], "10.0.2.10");
  a.networkInterface(behindNat, [], "10.0.2.11", { interfaceType: "nat_gateway" });
  const zones = zonesOf(a.snapshot());
  expect(zones.map(({ name, subnets }) => [name, subnets.map(({ subnet, kind }) => [subnet.id, kind])])).toEqual([
    ["us-east-1a", [[other, "isolated"]]],
    [
      "us-east-1b",
      [
        [behindNat, "private"],
        [isolated, "isolated"],
      ],
    ],
  ]);
  expect(zones[1]?.subnets[0]?.workloads).toBe(1);
});

it("reports why a subnet cannot have an endpoint", () => {
  const a = account();
  a.subnet("a", { ownerId: "999988887777" });
  a.subnet("a", { availableIpAddressCount: 0 });
  expect(zonesOf(a.snapshot())[0]?.subnets.map(({ unusable }) => unusable)).toEqual([
    "Shared by 999988887777: only its owner can place endpoints here.",
    "No free address.",
  ]);
});

it("reports by service and zone what is placed, exists, is not offered or empty", () => {
  const a = account();
  const [one, two] = [a.subnet("a"), a.subnet("b")];
  a.endpoint("sqs", { subnetIds: [two] });
  const services = [offer("ecs", { availabilityZones: ["us-east-1a", "us-east-1c"] }), offer("sqs")];
  const zones = ["us-east-1a", "us-east-1b", "us-east-1c"];
  expect(gapsOf(a.snapshot({ services }), ["ecs", "sqs"], [one], zones)).toEqual([
    { service: "ecs", zones: { "us-east-1a": "placed", "us-east-1b": "not-supported", "us-east-1c": "empty" } },
    { service: "sqs", zones: { "us-east-1a": "placed", "us-east-1b": "there", "us-east-1c": "empty" } },
  ]);
});
