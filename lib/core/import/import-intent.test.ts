import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type IntentInput, intentSchema, normalizeIntent } from "#lib/core/intent/intent";
import { plan } from "#lib/core/plan";
import { applyChanges } from "#lib/core/planning/simulate";
import { account, offer, rule } from "#lib/core/testing/account";
import { accountAndIntent } from "#lib/core/testing/arbitrary";
import { randomRuns, shareOfRuns } from "#lib/core/testing/random-runs";
import { importIntent } from "./import-intent";

/** Tasks and jobs in two private subnets that allow egress nowhere; what an intent makes of it. */
function applied(over: Partial<IntentInput> = {}) {
  const network = account({ enableDnsHostnames: true });
  const [a, b, c] = [network.subnet("a"), network.subnet("b"), network.subnet("b")];
  for (const subnet of [a, b, c]) network.routeTable([subnet], []);
  const [tasks, jobs] = [network.group("tasks", { egress: [] }), network.group("jobs", { egress: [] })];
  network.networkInterface(a, [tasks], "10.0.1.10");
  network.networkInterface(b, [jobs], "10.0.2.10");
  const intent = normalizeIntent(
    intentSchema.parse({
      version: 1,
      region: "us-east-1",
      vpcId: network.vpcId,
      services: ["ecs", "logs", "s3"],
      subnetIds: [a, b],
      clientSecurityGroupIds: [tasks, jobs],
      ...over,
    }),
  );
  const own = network.snapshot();
  const before = { ...own, services: [...own.services, offer("email-smtp")] };
  return {
    network,
    intent,
    snapshot: applyChanges(before, plan(before, intent).changes),
    ids: { a, b, c, tasks, jobs },
  };
}

describe("an import", () => {
  it("gives an applied intent back", () => {
    const policies = {
      ecs: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: "*", Action: "ecs:Poll", Resource: "*" }],
      },
    };
    for (const over of [
      {},
      { privateDns: false },
      { admitVpcCidrs: true },
      { endpointSecurityGroup: { create: { name: "mine" } } },
      { policies, tags: { team: "ops" } },
      { services: ["ecs", "email-smtp"], ports: { "email-smtp": [465] } },
      { services: ["s3"], subnetIds: [] },
    ] satisfies Partial<IntentInput>[]) {
      const { intent, snapshot } = applied(over);
      const found = importIntent(snapshot);
      expect({ ...found.intent, over }).toEqual({ ...intent, over });
      expect(found.notes.join(" ")).toContain("An account does not hold the cutover");
    }
  });

  it("names the route tables of gateways where the planner would choose others", () => {
    const { snapshot, ids } = applied();
    const table = snapshot.routeTables.find(({ subnetIds }) => subnetIds.includes(ids.c))?.id;
    const endpoints = snapshot.endpoints.map((one) =>
      one.type === "Gateway" && table ? { ...one, routeTableIds: [...one.routeTableIds, table] } : one,
    );
    expect(importIntent({ ...snapshot, endpoints }).intent?.gatewayRouteTableIds).toContain(table);
  });

  it("takes a group of others by its id, and the groups that reach the endpoints where no rule names a client", () => {
    const network = account({ enableDnsHostnames: true });
    const subnet = network.subnet("a");
    const tasks = network.group("tasks");
    network.networkInterface(subnet, [tasks], "10.0.1.10");
    const open = network.group("open", { ingress: [rule("0.0.0.0/0")] });
    network.endpoint("ecs", { subnetIds: [subnet], securityGroupIds: [open] });
    const { intent, notes } = importIntent(network.snapshot());
    expect(intent).toMatchObject({ endpointSecurityGroup: { id: open }, clientSecurityGroupIds: [tasks] });
    expect(notes[0]).toContain("No rule names the clients");
  });

  it("leaves out what one intent cannot stand for, and says so", () => {
    const network = account({ enableDnsHostnames: true });
    const [a, b] = [network.subnet("a"), network.subnet("b")];
    const tasks = network.group("tasks");
    network.networkInterface(a, [tasks], "10.0.1.10");
    const securityGroupIds = [network.group("endpoints", { ingress: [rule(tasks)] })];
    network.endpoint("ecs", { subnetIds: [a, b], securityGroupIds });
    network.endpoint("logs", { subnetIds: [a], securityGroupIds });
    network.endpoint("ecr.api", { subnetIds: [b], securityGroupIds });
    network.endpoint("kms", { subnetIds: [a, b], securityGroupIds, privateDnsEnabled: false });
    network.endpoint("ssm", { subnetIds: [a, b], securityGroupIds, ownerId: "444455556666" });
    const { intent, notes } = importIntent(network.snapshot());
    expect(intent).toMatchObject({ services: ["ecs", "logs"], subnetIds: [a] });
    expect(notes.slice(0, 3)).toEqual([
      "Left out: ssm, whose endpoints belong to another account or to an AWS service.",
      "Left out: kms, whose private DNS is off, unlike that of the others.",
      "Left out: ecr.api, not in us-east-1a as the others are.",
    ]);
    expect(importIntent(network.snapshot(), ["kms"]).intent).toMatchObject({ services: ["kms"], privateDns: false });
  });

  it("is none where there is nothing to import", () => {
    const { network } = applied();
    expect(importIntent(network.snapshot())).toEqual({
      intent: null,
      notes: [`${network.vpcId} has no endpoints that could be imported.`],
    });
    expect(importIntent({ ...network.snapshot(), vpc: null }).notes).toEqual(["The VPC was not found."]);
  });

  it("changes nothing when it is planned, in any account", { timeout: 120_000 }, () => {
    let imported = 0;
    fc.assert(
      fc.property(accountAndIntent, ({ snapshot, intent }) => {
        const after = applyChanges(snapshot, plan(snapshot, intent).changes);
        for (const state of [snapshot, after]) {
          const found = importIntent(state).intent;
          if (!found) continue;
          imported += 1;
          expect(intentSchema.parse(found)).toEqual(found);
          expect(plan(state, found).changes).toEqual([]);
        }
      }),
      randomRuns(shareOfRuns(400)),
    );
    expect(imported).toBeGreaterThan(20);
  });
});
