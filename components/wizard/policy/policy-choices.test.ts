import { describe, expect, it } from "vitest";
import { type Draft, emptyDraft } from "#lib/core/intent/draft";
import type { VpcEndpoint } from "#lib/core/network/snapshot";
import { emptyPreset } from "#lib/core/policy/preset-fields";
import { presetPolicy } from "#lib/core/policy/presets";
import { account } from "#lib/core/testing/account";
import { alsoFits, choicesFor, choose, chosenOf, clustersSeen, policyServices } from "./policy-choices";

const services = ["ecs", "ecr.api", "ecr.dkr", "s3"];

/** What the step shows in a VPC that may have an endpoint for ECS already. */
function shown(endpoint: Partial<VpcEndpoint> | null = null, policies: Draft["policies"] = {}) {
  const a = account();
  if (endpoint) a.endpoint("ecs", endpoint);
  const snapshot = a.snapshot();
  const all = policyServices({ ...emptyDraft("us-east-1"), vpcId: a.vpcId, services, policies }, snapshot);
  const of = (name: string) => {
    const found = all.find(({ service }) => service === name);
    if (!found) throw new Error(name);
    return found;
  };
  const labels = (name: string) => choicesFor(of(name), chosenOf(policies[name]), snapshot).map(({ label }) => label);
  return { snapshot, all, of, labels };
}

describe("the choices", () => {
  it("are those that make sense for the service", () => {
    const { labels } = shown();
    const always = ["Full access", "This account only", "This organization only"];
    expect(labels("ecs")).toEqual([...always, "Read-only ECS", "One cluster", "Your own JSON"]);
    expect(labels("ecr.dkr")).toEqual([...always, "Pull named repositories", "Your own JSON"]);
    expect(labels("s3")).toEqual([...always, "Image layers of ECR only", "Your own JSON"]);
  });

  it("begin with leaving as it is what an endpoint has, named if a preset produced it", () => {
    const policy = presetPolicy("us-east-1", { name: "ecs-read-only" });
    const { labels, of, snapshot } = shown({ policy });
    expect(labels("ecs").slice(0, 2)).toEqual(["Leave as it is", "Full access"]);
    expect(choicesFor(of("ecs"), "none", snapshot)[0]?.hint).toMatch(/^vpce-\S+ has “Read-only ECS”$/);
    const untouched = shown({ policy: { Version: "2008-10-17", ...JSON.parse(DEFAULT) } });
    expect(choicesFor(untouched.of("ecs"), "none", untouched.snapshot)[0]?.hint).toMatch(/has full access$/);
  });

  it("are none on an endpoint of another owner", () => {
    expect(shown({ requesterManaged: true }).of("ecs").fixed).toMatch(/not this account's to change/);
  });
});

const DEFAULT = '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}';

describe("choosing", () => {
  it("loses nothing that was entered for another choice", () => {
    const { of, snapshot } = shown();
    const [ecs, at] = [of("ecs"), snapshot];
    const cluster = choose(undefined, "ecs-cluster", ecs, at);
    const filled = { ...cluster, preset: { ...emptyPreset("ecs-cluster"), ...cluster.preset, cluster: "web" } };
    const own = choose(filled, "own", ecs, at);
    const edited = { ...own, text: "{ mine" };
    const back = choose(choose(edited, "none", ecs, at), "ecs-cluster", ecs, at);
    expect(chosenOf(back)).toBe("ecs-cluster");
    expect(back.preset).toMatchObject({ cluster: "web", accountId: snapshot.accountId });
    expect(choose(back, "own", ecs, at)).toMatchObject({ own: true, text: "{ mine" });
  });

  it("own JSON begins with the policy there was", () => {
    const { of, snapshot } = shown();
    const readOnly = choose(undefined, "ecs-read-only", of("ecs"), snapshot);
    expect(choose(readOnly, "own", of("ecs"), snapshot).text).toContain("ecs:Describe*");
    expect(choose(undefined, "own", of("ecs"), snapshot).text).toContain("FullAccess");
    const kept = shown({ policy: JSON.parse(DEFAULT) });
    expect(JSON.parse(choose(undefined, "own", kept.of("ecs"), kept.snapshot).text)).toEqual(JSON.parse(DEFAULT));
  });

  it("allows image layers on the S3 gateway where images are pulled", () => {
    const { of, snapshot } = shown();
    expect(choose(undefined, "account", of("s3"), snapshot).preset?.layers).toBe(true);
    expect(choose(undefined, "account", of("ecs"), snapshot).preset?.layers).toBe(false);
  });
});

it("offers a preset to the other endpoints that it fits and that lack it", () => {
  const pull = { ...emptyPreset("ecr-pull", { accountId: "123456789012" }), repositories: "web" };
  const policies = { "ecr.api": { own: false, text: "", preset: pull } };
  const { all, of } = shown(null, policies);
  expect(alsoFits(of("ecr.api"), all, policies)).toEqual(["ecr.dkr"]);
  expect(alsoFits(of("ecr.api"), all, { ...policies, "ecr.dkr": policies["ecr.api"] })).toEqual([]);
});

it("finds clusters by the tags that ECS puts on interfaces", () => {
  const tags = ["web", null, "batch", "web"].map((name) => (name ? { "aws:ecs:clusterName": name } : {}));
  expect(clustersSeen({ networkInterfaces: tags.map((tags) => ({ tags })) })).toEqual(["batch", "web"]);
});
