/** Networks as they were recorded from real accounts, built again: what their interfaces reach. */
import { expect, it } from "vitest";
import type { Route, SubnetId } from "#lib/core/network/snapshot";
import { account, rule } from "#lib/core/testing/account";
import { rowsFor } from "#lib/core/testing/ask";

const route = (destination: string, target: Route["target"], targetId: string): Route => ({
  destination,
  target,
  targetId,
  active: true,
});

/** An instance of one group in each subnet, with a public address where `addresses` says so. */
function network(routes: Record<string, Route[]>, addresses: Record<string, string> = {}) {
  const a = account();
  const client = a.group("default", { ingress: [] });
  const subnets = Object.entries(routes).map(([name, more], i): [string, SubnetId] => {
    const subnet = a.subnet("a");
    a.routeTable([subnet], more);
    const own = [{ address: `10.0.${i + 1}.10`, publicAddress: addresses[name] ?? null }];
    a.networkInterface(subnet, [client], "", { addresses: own });
    return [name, subnet];
  });
  const verdicts = (service: string) => {
    const rows = rowsFor(a.snapshot(), { client, service });
    return Object.fromEntries(subnets.map(([name, id]) => [name, rows.find((row) => row.subnetId === id)?.before]));
  };
  return { ...a, client, subnets: new Map(subnets), verdicts };
}

const internet = route("0.0.0.0/0", "internet-gateway", "igw-1");

it("a public subnet, one behind a NAT gateway and an isolated one", () => {
  const a = network(
    { open: [internet], behind: [route("0.0.0.0/0", "nat-gateway", "nat-1")], isolated: [] },
    { open: "3.0.0.1" },
  );
  expect(a.verdicts("ecs")).toEqual({ open: "public", behind: "public", isolated: "none" });
  expect(a.verdicts("s3")).toEqual({ open: "public", behind: "public", isolated: "none" });
});

it("a private subnet whose default route leads to a virtual private gateway", () => {
  const a = network({ open: [internet], vpn: [route("0.0.0.0/0", "vpn-gateway", "vgw-1")] }, { open: "3.0.0.1" });
  expect(a.verdicts("sqs")).toEqual({ open: "public", vpn: "public" });
});

it("a gateway endpoint for S3, with its route in both tables", () => {
  const toS3 = route("pl-63a5400a", "vpc-endpoint", "vpce-1");
  const a = network({ open: [internet, toS3], isolated: [toS3] }, { open: "3.0.0.1" });
  const tables = a.snapshot().routeTables.filter(({ main }) => !main);
  a.endpoint("s3", { type: "Gateway", id: "vpce-1", routeTableIds: tables.map(({ id }) => id) });
  expect(a.verdicts("s3")).toEqual({ open: "private", isolated: "private" });
  expect(a.verdicts("ecs")).toEqual({ open: "public", isolated: "none" });
});

it("an interface endpoint in one of two subnets, whose group allows all ports from itself", () => {
  const a = network({ open: [internet], near: [internet] }, { open: "3.0.0.1" });
  const endpoints = a.group("endpoints", { ingress: [rule(a.client, null)] });
  const near = a.subnets.get("near") as SubnetId;
  const eni = a.networkInterface(near, [endpoints], "10.0.2.20", { interfaceType: "vpc_endpoint" });
  a.endpoint("kms", { subnetIds: [near], securityGroupIds: [endpoints], networkInterfaceIds: [eni] });
  expect(a.verdicts("kms")).toEqual({ open: "private", near: "private" });
  expect(a.verdicts("ecs")).toEqual({ open: "public", near: "none" });
});
