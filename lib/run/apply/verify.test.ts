import { beforeEach, describe, expect, it } from "vitest";
import type { Plan } from "#lib/core/format/plan-format";
import { requests, resolveReferences } from "#lib/core/format/requests";
import type { IntentInput } from "#lib/core/intent/intent";
import type { SecurityGroupId, Snapshot, VpcEndpoint } from "#lib/core/network/snapshot";
import { plan } from "#lib/core/plan";
import { rule } from "#lib/core/testing/account";
import type { Outcomes } from "#lib/run/step/schedule";
import type { JsonObject, StepOutcome } from "#lib/run/step/stored";
import { type FakeAccount, fakeAccount } from "#lib/run/testing/fake-account";
import { scenario } from "#lib/run/testing/scenario";
import { verified } from "./verify";

type Applied = { expected: Plan; outcomes: Outcomes; account: FakeAccount };

/** Sends a plan's calls one after another, each with what those before it have created. */
async function applied(snapshot: Snapshot, expected: Plan): Promise<Applied> {
  const account = fakeAccount(snapshot, { settleMs: 0 });
  const outcomes = new Map<string, StepOutcome>();
  for (const { id, operation, input: rawInput } of requests(expected)) {
    const input = resolveReferences(rawInput, ({ source, path }) => {
      const output: unknown = outcomes.get(source)?.output;
      const member = (value: unknown, name: string) => (value as Record<string, unknown> | undefined)?.[name];
      return source === "run" ? "run-00000000000000001" : String(path.split(".").reduce(member, output));
    }) as JsonObject;
    const { output } = await account.gateway.call(operation, input);
    account.snapshot();
    const before = { attempt: 1, before: null, requestId: "req-1", alreadyDone: false, note: null, error: null };
    outcomes.set(id, { state: "done", input, output: output as JsonObject, created: [], ...before });
  }
  return { expected, outcomes, account };
}

/** Failed checks after an edit, by name, with what was expected and found. */
function differences({ expected, outcomes, account }: Applied, edit: (now: Snapshot) => void) {
  account.change(edit);
  const { checks, reachability } = verified(expected, outcomes, account.snapshot());
  const bad = checks.filter(({ ok }) => !ok);
  return { names: bad.map(({ name }) => name), bad, reachability };
}

const planned = (over: Partial<IntentInput> = {}) => {
  const { snapshot, intent, tasks, subnets } = scenario(over);
  return { snapshot, expected: plan(snapshot, intent), tasks, subnets };
};

const LEFT = "Nothing is left to do";
const PATHS = "Workloads reach the services as planned";
const NAME = "The name resolves as planned";

describe("the verification of what a run created", () => {
  let done: Applied;
  let tasks: SecurityGroupId;
  beforeEach(async () => {
    const before = planned();
    tasks = before.tasks;
    done = await applied(before.snapshot, before.expected);
  });

  const ecs = (now: Snapshot): VpcEndpoint => {
    const found = now.endpoints.find(({ serviceName }) => serviceName.endsWith(".ecs"));
    if (!found) throw new Error("no ecs endpoint");
    return found;
  };

  it("finds everything as expected, each change, name and path", () => {
    const { checks, reachability } = verified(done.expected, done.outcomes, done.account.snapshot());
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(reachability).toEqual([]);
    expect(new Set(checks.map(({ name }) => name))).toEqual(
      new Set([
        "EnableDnsHostnames is on",
        "The security group is there",
        "The rules are there",
        "The endpoint is available",
        "An interface is in each subnet",
        "The endpoint has DNS entries",
        "The name has an address",
        "The route tables have routes to the endpoint",
        "Private DNS is on",
        NAME,
        LEFT,
        PATHS,
      ]),
    );
    expect(checks.every(({ subject, expected, found }) => subject && expected && found)).toBe(true);
  });

  const edits: [string, (now: Snapshot) => void, string[]][] = [
    [
      "an endpoint that failed",
      (now) => Object.assign(ecs(now), { state: "failed" }),
      ["The endpoint is available", NAME, LEFT, PATHS],
    ],
    [
      "a deleted endpoint",
      (now) => {
        now.endpoints = now.endpoints.filter((one) => one !== ecs(now));
      },
      ["The endpoint is available", NAME, LEFT, PATHS],
    ],
    [
      "a subnet without an interface",
      (now) => {
        ecs(now).networkInterfaceIds = ecs(now).networkInterfaceIds.slice(1);
      },
      ["An interface is in each subnet"],
    ],
    [
      "an interface that the endpoint lists and that is not there",
      (now) => {
        const [first] = ecs(now).networkInterfaceIds;
        now.networkInterfaces = now.networkInterfaces.filter(({ id }) => id !== first);
      },
      ["An interface is in each subnet"],
    ],
    [
      "a name without an address",
      (now) => {
        const own = new Set(ecs(now).networkInterfaceIds);
        for (const one of now.networkInterfaces) if (own.has(one.id)) one.addresses = [];
      },
      ["An interface is in each subnet", "The name has an address", PATHS],
    ],
    [
      "a subnet that the endpoint was given and has not",
      (now) => {
        const endpoint = ecs(now);
        endpoint.subnetIds = endpoint.subnetIds.slice(1);
        endpoint.networkInterfaceIds = endpoint.networkInterfaceIds.slice(1);
      },
      ["An interface is in each subnet", LEFT],
    ],
    ["an endpoint without names", (now) => Object.assign(ecs(now), { dnsNames: [] }), ["The endpoint has DNS entries"]],
    [
      "private DNS that is off",
      (now) => Object.assign(ecs(now), { privateDnsEnabled: false }),
      ["Private DNS is on", NAME, LEFT, PATHS],
    ],
    [
      "DNS hostnames that are off",
      (now) => {
        if (now.vpc) now.vpc.enableDnsHostnames = false;
      },
      ["EnableDnsHostnames is on", NAME, LEFT, PATHS],
    ],
    [
      "a name that resolves to another endpoint",
      (now) => {
        now.endpoints.push({ ...ecs(now), id: "vpce-00000000000000aaa", tags: {} });
        ecs(now).privateDnsEnabled = false;
      },
      ["Private DNS is on", NAME],
    ],
    [
      "an egress rule that is not there",
      (now) => {
        const group = now.securityGroups.find(({ id }) => id === tasks);
        if (group) group.egress = group.egress.slice(0, 1);
      },
      ["The rules are there", LEFT, PATHS],
    ],
    [
      "an ingress rule that is not there",
      (now) => {
        for (const group of now.securityGroups) if (group.id !== tasks) group.ingress = [];
      },
      ["The rules are there", LEFT, PATHS],
    ],
    [
      "a deleted group",
      (now) => {
        now.securityGroups = now.securityGroups.filter(({ name }) => name !== "postern-endpoints");
      },
      ["The security group is there", "The rules are there", LEFT, PATHS],
    ],
    [
      "a route that is not there",
      (now) => {
        for (const endpoint of now.endpoints) endpoint.routeTableIds = [];
        for (const table of now.routeTables)
          table.routes = table.routes.filter(({ target }) => target !== "vpc-endpoint");
      },
      ["The route tables have routes to the endpoint", LEFT, PATHS],
    ],
    [
      "a route table that the gateway lists and whose route is missing",
      (now) => {
        for (const table of now.routeTables)
          table.routes = table.routes.filter(({ target }) => target !== "vpc-endpoint");
      },
      ["The route tables have routes to the endpoint"],
    ],
    [
      "a route to the gateway that is a blackhole",
      (now) => {
        for (const table of now.routeTables)
          for (const route of table.routes) if (route.target === "vpc-endpoint") route.active = false;
      },
      ["The route tables have routes to the endpoint"],
    ],
    [
      "a route to the gateway for another service's addresses",
      (now) => {
        for (const table of now.routeTables)
          for (const route of table.routes) if (route.target === "vpc-endpoint") route.destination = "pl-02cd2c6b";
      },
      ["The route tables have routes to the endpoint"],
    ],
    [
      "a network ACL that denies what the plan expects to be allowed",
      (now) => {
        for (const acl of now.networkAcls) acl.entries = acl.entries.filter(({ egress }) => !egress);
      },
      [LEFT, PATHS],
    ],
  ];

  it.each(edits)("reports %s", (_, edit, expected) => {
    const { names, bad } = differences(done, edit);
    expect(new Set(names)).toEqual(new Set(expected));
    for (const { detail, expected, found } of bad) {
      expect(found).not.toBe(expected);
      expect(detail).toContain(found);
    }
  });

  it("gives every path that is not as expected, as it is now and why", () => {
    const { reachability } = differences(done, (now) => Object.assign(ecs(now), { privateDnsEnabled: false }));
    expect(reachability).toHaveLength(2);
    expect(reachability[0]).toMatchObject({ service: "ecs", blockedBy: { after: expect.arrayContaining([]) } });
    expect(reachability[0]?.after).not.toBe("private");
  });

  it("does not count a path of a deleted workload", () => {
    const { names } = differences(done, (now) => {
      now.networkInterfaces = now.networkInterfaces.filter(
        ({ interfaceType, subnetId }) => interfaceType === "vpc_endpoint" || subnetId === now.subnets[0]?.id,
      );
    });
    expect(names).not.toContain(PATHS);
  });
});

describe("the verification of what a run changed", () => {
  it("reports what was added to an endpoint and is not there", async () => {
    const { shop, subnets, intent } = scenario({ services: ["ecs"] });
    const allowing = shop.group("allows", { ingress: [rule("10.0.0.0/8")] });
    const one = subnets.slice(0, 1);
    const id = shop.endpoint("ecs", { subnetIds: one, securityGroupIds: [allowing], privateDnsEnabled: false });
    const snapshot = shop.snapshot();
    const done = await applied(snapshot, plan(snapshot, intent));
    expect(differences(done, () => {}).names).toEqual([]);
    const { bad } = differences(done, (now) => {
      const endpoint = now.endpoints.find((one) => one.id === id);
      if (endpoint) endpoint.subnetIds = one;
    });
    expect(bad.find(({ name }) => name === "The endpoint has what was added")).toMatchObject({
      subject: id,
      expected: subnets[1],
      found: `lacks ${subnets[1]}`,
    });
  });
});
