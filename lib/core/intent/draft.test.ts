import { describe, expect, it } from "vitest";
import type { VpcId } from "#lib/core/network/snapshot";
import { emptyPreset } from "#lib/core/policy/preset-fields";
import { account } from "#lib/core/testing/account";
import {
  chooseWorkload,
  type Draft,
  draftPatch,
  draftSchema,
  emptyDraft,
  intentOf,
  patchNetwork,
  sketchOf,
} from "./draft";
import { intentProblems } from "./problems";

const draftOf = (vpcId: VpcId, over: Partial<Draft> = {}): Draft & { vpcId: VpcId } => ({
  ...emptyDraft("us-east-1"),
  ...over,
  vpcId,
});

describe("a draft", () => {
  it("is complete from the start", () => {
    expect(draftSchema.parse(emptyDraft("eu-west-1"))).toEqual(emptyDraft("eu-west-1"));
  });

  it("is patched field by field: what a patch does not name is not in it", () => {
    expect(draftPatch.parse({ privateDns: false })).toEqual({ privateDns: false });
  });

  it("accepts no unknown field, at any depth", () => {
    const [policy, tag] = [
      { own: true, text: "{}" },
      { key: "team", value: "ops" },
    ];
    const choice = {
      subnetIds: null,
      clientSecurityGroupIds: [],
      endpointSecurityGroup: { create: { name: "endpoints" } },
    };
    const patch = { policies: { ecs: policy }, tags: [tag], network: { "vpc-0123456789abcdef0": choice } };
    expect(draftPatch.safeParse(patch).success).toBe(true);
    for (const more of [
      { colour: 1 },
      { policies: { ecs: { ...policy, colour: 1 } } },
      { tags: [{ ...tag, colour: 1 }] },
      { network: { "vpc-0123456789abcdef0": { ...choice, colour: 1 } } },
      {
        network: {
          "vpc-0123456789abcdef0": { ...choice, endpointSecurityGroup: { create: { name: "x", colour: 1 } } },
        },
      },
    ]) {
      expect(draftPatch.safeParse({ ...patch, ...more }).success, JSON.stringify(more)).toBe(false);
    }
  });

  it("whose policy nests too deeply is refused with a message, and sketched without it", () => {
    const a = account();
    const [subnet, client] = [a.subnet("a"), a.group("tasks")];
    const text = `{"Statement":${"[".repeat(9_000)}${"]".repeat(9_000)}}`;
    const draft = draftOf(a.vpcId, { services: ["ecs"], policies: { ecs: { own: true, text } } });
    const chosen = {
      ...draft,
      ...patchNetwork(draft, { subnetIds: [subnet], clientSecurityGroupIds: [client] }),
    };
    expect(intentProblems(intentOf(chosen, null))).toEqual({
      ok: false,
      problems: [{ path: "policies.ecs", message: "Must not be nested more than 100 levels deep." }],
    });
    expect(sketchOf(chosen, a.snapshot())).toMatchObject({ services: ["ecs"], policies: {} });
  });

  it("holds ports as entered, which become those of the services that are asked for", () => {
    const a = account();
    const ports = { ecs: "443, 8443 1400-1499", logs: "", gone: "1" };
    const draft = draftOf(a.vpcId, { services: ["ecs", "logs"], ports });
    expect(intentOf(draft, null)).toMatchObject({ ports: { ecs: [443, 8443, "1400-1499"] } });
    expect(intentOf(draftOf(a.vpcId, { services: ["ecs"], ports: { ecs: "https" } }), null)).toMatchObject({
      ports: { ecs: ["https"] },
    });
    expect(intentOf(draftOf(a.vpcId, { services: ["ecs"] }), null)).not.toHaveProperty("ports");
  });

  it("becomes an intent", () => {
    const a = account();
    const [one, two] = [a.subnet("a"), a.subnet("b")];
    const client = a.group("tasks");
    const draft = draftOf(a.vpcId, {
      workload: "api",
      tags: [
        { key: "team", value: "ops" },
        { key: "", value: "" },
      ],
    });
    const result = intentProblems(
      intentOf({ ...draft, ...patchNetwork(draft, { clientSecurityGroupIds: [client] }) }, a.snapshot()),
    );
    expect(result).toMatchObject({
      ok: true,
      intent: { services: ["ecs"], subnetIds: [one, two], clientSecurityGroupIds: [client], tags: { team: "ops" } },
    });
  });

  it("keeps the choices of a VPC while another one is selected", () => {
    const [a, other] = [account(), "vpc-0000000000000000f" as const];
    const group = a.group("tasks");
    const draft = draftOf(a.vpcId);
    const there = { ...draft, ...patchNetwork(draft, { clientSecurityGroupIds: [group] }), vpcId: other as VpcId };
    expect(intentOf(there, null)).toMatchObject({ clientSecurityGroupIds: [] });
    expect(intentOf({ ...there, vpcId: a.vpcId }, null)).toMatchObject({ clientSecurityGroupIds: [group] });
  });

  it("keeps a policy that is not JSON, and names it as the problem", () => {
    const a = account();
    const draft = draftOf(a.vpcId, { workload: "api", policies: { ecs: { own: true, text: "{" } } });
    const result = intentProblems(
      intentOf({ ...draft, ...patchNetwork(draft, { clientSecurityGroupIds: [a.group("tasks")] }) }, null),
    );
    expect(result).toMatchObject({ ok: false, problems: [{ path: "policies.ecs" }] });
  });

  it("asks for a preset's policy, and names the one that is not filled in", () => {
    const policies = { ecs: { own: false, text: "{", preset: emptyPreset("ecs-read-only") } };
    const draft = draftOf(account().vpcId, { workload: "api", policies });
    expect(intentOf(draft, null)).toMatchObject({ policies: { ecs: { Statement: [{ Sid: "ReadOnly" }] } } });
    const unnamed = { ...draft, policies: { ecs: { ...policies.ecs, preset: emptyPreset("ecs-cluster") } } };
    expect(intentProblems(intentOf(unnamed, null))).toMatchObject({
      problems: [{ path: "clientSecurityGroupIds" }, { path: "policies.ecs" }],
    });
    const none = { ...draft, policies: { ecs: { ...policies.ecs, none: true } } };
    expect(intentOf(none, null)).toMatchObject({ policies: {} });
  });

  it("leaves out policies of services that are no longer chosen", () => {
    const draft = draftOf(account().vpcId, { workload: "api", policies: { logs: { own: true, text: "{}" } } });
    expect(intentOf(draft, null)).toMatchObject({ policies: {} });
  });
});

describe("a sketch of a draft", () => {
  it("needs no groups yet", () => {
    const a = account();
    expect(sketchOf(draftOf(a.vpcId, { workload: "api" }), a.snapshot())?.services).toEqual(["ecs"]);
  });

  it("ignores invalid fields", () => {
    const a = account();
    const draft = draftOf(a.vpcId, { workload: "api", policies: { ecs: { own: true, text: "{" } }, privateDns: false });
    expect(sketchOf(draft, a.snapshot())).toMatchObject({ policies: {}, privateDns: false });
  });

  it("is nothing while no service is chosen", () => {
    const a = account();
    expect(sketchOf(draftOf(a.vpcId), a.snapshot())).toBeNull();
  });
});

describe("choosing a workload", () => {
  it("suggests its features", () => {
    expect(chooseWorkload(emptyDraft("us-east-1"), "fargate")).toEqual({
      workload: "fargate",
      features: ["ecr", "logs"],
    });
  });

  it("removes suggestions when another workload is chosen", () => {
    const draft = { ...emptyDraft("us-east-1"), ...chooseWorkload(emptyDraft("us-east-1"), "fargate") };
    expect(chooseWorkload(draft, "api").features).toEqual([]);
  });

  it("does not change features that a person chose", () => {
    const draft: Draft = { ...emptyDraft("us-east-1"), workload: "fargate", features: ["secrets"] };
    expect(chooseWorkload(draft, "api").features).toEqual(["secrets"]);
  });
});

it("bounds what is kept of networks and policies, which have no other limit", () => {
  const policies = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`s${i}`, { own: false, text: "" }]));
  expect(draftPatch.safeParse({ policies: policies(400) }).success).toBe(true);
  expect(draftPatch.safeParse({ policies: policies(401) }).error?.issues[0]?.message).toBe("has more than 400 entries");
});
