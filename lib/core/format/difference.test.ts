import { expect, it } from "vitest";
import { difference } from "./difference";
import type { Change } from "./plan-format";

const change = (id: string, input: Change["input"] = {}): Change => ({
  id,
  kind: "create-endpoint",
  operation: "CreateVpcEndpoint",
  input,
  dependsOn: [],
  reason: "there is none.",
  reversible: true,
});

it("equal changes do not differ, whatever their reasons say", () => {
  expect(difference([change("a")], [{ ...change("a"), reason: "another" }])).toEqual([]);
});

it("a change that is no longer needed, a new one and another input are reported as sentences", () => {
  expect(
    difference(
      [change("gone"), change("kept", { SubnetIds: ["subnet-1"], PrivateDnsEnabled: true })],
      [change("kept", { SubnetIds: ["subnet-1", "subnet-2"] }), change("new")],
    ),
  ).toEqual([
    "gone (CreateVpcEndpoint) is no longer needed: the account has changed.",
    "new (CreateVpcEndpoint) would be added: there is none.",
    'kept (CreateVpcEndpoint): SubnetIds would be ["subnet-1","subnet-2"], approved was ["subnet-1"].',
    "kept (CreateVpcEndpoint): PrivateDnsEnabled would be nothing, approved was true.",
  ]);
});
