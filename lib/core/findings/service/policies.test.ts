import { describe, expect, it } from "vitest";
import type { IntentInput } from "#lib/core/intent/intent";
import type { VpcEndpoint } from "#lib/core/network/snapshot";
import { plan } from "#lib/core/plan";
import { presetPolicy } from "#lib/core/policy/presets";
import { account } from "#lib/core/testing/account";
import { intentFor } from "#lib/core/testing/intent";

const full = presetPolicy("us-east-1", { name: "full" });
const mine = { name: "account", accountId: "123456789012" } as const;
const accountOnly = presetPolicy("us-east-1", { ...mine, layers: false });
const withLayers = presetPolicy("us-east-1", { ...mine, layers: true });
const nothing = { Statement: [{ Effect: "Deny", Principal: "*", Action: "*", Resource: "*" }] };

/** Codes of policies, with what they are about, in a VPC that has an endpoint with a policy already. */
function policyFindings(service: string, policy: unknown, over: Partial<IntentInput>, more: Partial<VpcEndpoint> = {}) {
  const net = account();
  for (const zone of ["a", "b"] as const) net.subnet(zone);
  net.group("tasks");
  const id = net.endpoint(service, { policy, ...more });
  const snapshot = net.snapshot();
  return plan(snapshot, intentFor(snapshot, over))
    .findings.filter(({ code }) => code.startsWith("policy-"))
    .map(({ code, resources }) => `${code}: ${resources.map((each) => (each === id ? "kept" : each)).join()}`);
}

describe("an endpoint that keeps its policy", () => {
  it("is named when that policy denies everything", () => {
    expect(policyFindings("ecs", nothing, {})).toEqual(["policy-denies-everything: kept"]);
    expect(policyFindings("ecs", full, {})).toEqual([]);
    expect(policyFindings("ecs", null, {})).toEqual([]);
  });

  it("is not named when the intent gives it another", () => {
    expect(policyFindings("ecs", nothing, { policies: { ecs: full } })).toEqual([]);
  });
});

describe("image layers", () => {
  const gateway = { type: "Gateway" } as const;
  const pulls = { services: ["ecr.api", "ecr.dkr", "s3"] };

  it("are named when the existing gateway keeps a policy that denies them", () => {
    expect(policyFindings("s3", accountOnly, pulls, gateway)).toEqual(["policy-blocks-ecr-layers: kept"]);
    expect(policyFindings("s3", withLayers, pulls, gateway)).toEqual([]);
  });

  it("are named even when the intent does not ask for S3", () => {
    expect(policyFindings("s3", accountOnly, { services: ["ecr.api", "ecr.dkr"] }, gateway)).toEqual([
      "policy-blocks-ecr-layers: kept",
    ]);
  });

  it("are checked against the intent's policy, where it has one", () => {
    expect(policyFindings("s3", accountOnly, { ...pulls, policies: { s3: withLayers } }, gateway)).toEqual([]);
    expect(policyFindings("s3", withLayers, { ...pulls, policies: { s3: accountOnly } }, gateway)).toEqual([
      "policy-blocks-ecr-layers: s3",
    ]);
  });

  it("are of no concern where no images are pulled, or to an interface endpoint, which serves none", () => {
    expect(policyFindings("s3", accountOnly, { services: ["ecs"] }, gateway)).toEqual([]);
    expect(policyFindings("s3", accountOnly, { services: ["ecr.dkr", "s3"] })).toEqual([]);
  });
});
