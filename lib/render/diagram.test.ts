import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkVpc } from "#lib/core/check/vpc-check";
import { type IntentInput, intentSchema } from "#lib/core/intent/intent";
import type { NetworkAclEntry } from "#lib/core/network/snapshot";
import { plan } from "#lib/core/plan";
import { account, rule } from "#lib/core/testing/account";
import { diagram } from "./diagram";
import { outline } from "./diagram/outline";
import type { Diagram, DiagramNode } from "./diagram/shape";
import { diagramSvg } from "./diagram/svg";

const ZONES = ["a", "b", "c"] as const;
const IGW = { destination: "0.0.0.0/0", target: "internet-gateway" as const, targetId: "igw-1", active: true };

const rule443 = (cidr: string, allow: boolean): NetworkAclEntry => ({
  ...{ ruleNumber: 100, egress: false, protocol: "6", ports: { from: 443, to: 443 } },
  cidr,
  allow,
});

/** Public, private and isolated subnets in each zone; tasks in the private ones. */
function shop({ subnetsPerZone = 3, clients = 1, services = ["ecs", "ecr.api", "s3"], name = "tasks" } = {}) {
  const network = account({ enableDnsHostnames: false, tags: { Name: "shop" } });
  const candidates = ZONES.map((zone) => {
    const subnets = Array.from({ length: subnetsPerZone }, () => network.subnet(zone));
    const [open, hidden] = subnets;
    if (open && subnets.length > 1) network.routeTable([open], [IGW]);
    if (hidden) network.routeTable([hidden], [network.nat()]);
    return hidden ?? open;
  }).filter((id) => id !== undefined);
  const groups = Array.from({ length: clients }, (_, i) =>
    network.group(`${name}${i}`, i === 0 ? { egress: [rule("10.0.0.0/16")] } : {}),
  );
  for (const [i, subnet] of candidates.entries()) {
    for (const [k, group] of groups.entries()) network.networkInterface(subnet, [group], `10.0.${i + 1}.${k + 10}`);
  }
  return planned(network, { services, subnetIds: candidates, clientSecurityGroupIds: groups });
}

/** What these groups of a network are planned to reach. */
function planned(
  network: ReturnType<typeof account>,
  intent: Pick<IntentInput, "services" | "subnetIds" | "clientSecurityGroupIds"> & Partial<IntentInput>,
) {
  const snapshot = network.snapshot();
  const given = intentSchema.parse({ version: 1, region: "us-east-1", vpcId: network.vpcId, ...intent });
  return { snapshot, plan: plan(snapshot, given) };
}

const overlap = (a: DiagramNode, b: DiagramNode): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

function misplaced({ nodes, width, height }: Diagram): string[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return nodes.flatMap((node, i) => {
    const parent = node.parent === null ? { x: 0, y: 0, width, height } : byId.get(node.parent);
    const outside =
      !parent ||
      node.x < parent.x ||
      node.y < parent.y ||
      node.x + node.width > parent.x + parent.width ||
      node.y + node.height > parent.y + parent.height;
    const hit = nodes.slice(i + 1).find((other) => other.parent === node.parent && overlap(node, other));
    return [...(outside ? [`${node.id} leaves ${node.parent}`] : []), ...(hit ? [`${node.id} covers ${hit.id}`] : [])];
  });
}

const named = ({ nodes }: Diagram, kind: DiagramNode["kind"], label: string) =>
  nodes.filter((node) => node.kind === kind && node.label === label);

describe("the diagram", () => {
  it("never lets boxes overlap or leave their parents", () => {
    const shape = fc.record({
      subnetsPerZone: fc.integer({ min: 1, max: 9 }),
      clients: fc.integer({ min: 1, max: 5 }),
      services: fc.uniqueArray(fc.constantFrom("ecs", "ecr.api", "ecr.dkr", "logs", "s3", "dynamodb", "kms"), {
        minLength: 1,
      }),
    });
    fc.assert(
      fc.property(shape, fc.constantFrom("before" as const, "after" as const), (given, view) => {
        const result = shop(given);
        expect(misplaced(diagram(result.snapshot, result.plan, view))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("draws lines with horizontal and vertical pieces between existing boxes", () => {
    const result = shop({ clients: 3 });
    for (const view of ["before", "after"] as const) {
      const { nodes, edges } = diagram(result.snapshot, result.plan, view);
      const ids = new Set(nodes.map(({ id }) => id));
      for (const { source, target, points } of edges) {
        expect(ids).toContain(source);
        expect(ids).toContain(target);
        for (const [i, point] of points.entries()) {
          const next = points[i + 1] ?? point;
          expect(point.x === next.x || point.y === next.y).toBe(true);
        }
      }
    }
  });

  it("has the same layout before and after, so that switching moves nothing", () => {
    const result = shop();
    const after = new Map(diagram(result.snapshot, result.plan, "after").nodes.map((node) => [node.id, node]));
    for (const { id, x, y, width, height } of diagram(result.snapshot, result.plan, "before").nodes) {
      expect(after.get(id)).toMatchObject({ x, y, width, height });
    }
  });

  it("is the same whatever the order of the account's lists", () => {
    const { snapshot, plan } = shop({ clients: 2 });
    const turned = {
      ...snapshot,
      subnets: [...snapshot.subnets].reverse(),
      routeTables: [...snapshot.routeTables].reverse(),
      securityGroups: [...snapshot.securityGroups].reverse(),
      networkInterfaces: [...snapshot.networkInterfaces].reverse(),
    };
    expect(diagram(turned, plan, "after")).toEqual(diagram(snapshot, plan, "after"));
  });

  it("shows what is added only after, with the change it belongs to", () => {
    const result = shop();
    const before = diagram(result.snapshot, result.plan, "before");
    const after = diagram(result.snapshot, result.plan, "after");
    expect(named(before, "endpoint-interface", "ecs")).toEqual([]);
    const interfaces = named(after, "endpoint-interface", "ecs");
    expect(interfaces).toHaveLength(3);
    for (const one of interfaces) {
      expect(one).toMatchObject({ state: "added", changes: ["create-endpoint-ecs", "enable-private-dns-ecs"] });
    }
    expect(before.nodes.every(({ state }) => state === "existing" || state === "blocked")).toBe(true);
  });

  it("gives every change of the plan a place in the picture", () => {
    const result = shop();
    const after = diagram(result.snapshot, result.plan, "after");
    const shown = new Set([...after.nodes, ...after.edges].flatMap(({ changes }) => changes));
    expect(result.plan.changes.map(({ id }) => id).filter((id) => !shown.has(id))).toEqual([]);
  });

  it("marks what the plan changes, such as DNS hostnames", () => {
    const result = shop();
    expect(named(diagram(result.snapshot, result.plan, "before"), "attribute", "DNS hostnames")).toMatchObject([
      { sublabel: "off", state: "existing" },
    ]);
    expect(named(diagram(result.snapshot, result.plan, "after"), "attribute", "DNS hostnames")).toMatchObject([
      { sublabel: "on", state: "changed", changes: ["enable-dns-hostnames"] },
    ]);
  });

  it("shows a blocked path in red with its reason", () => {
    const network = account();
    const subnet = network.subnet("a");
    const tasks = network.group("tasks");
    const closed = network.group("closed");
    network.networkInterface(subnet, [tasks], "10.0.1.10");
    network.endpoint("ecs", { subnetIds: [subnet], securityGroupIds: [closed] });
    const { snapshot, plan: result } = planned(network, {
      services: ["ecs"],
      subnetIds: [subnet],
      clientSecurityGroupIds: [tasks],
      endpointSecurityGroup: { id: closed },
    });
    const arrow = (view: "before" | "after") =>
      diagram(snapshot, result, view).edges.find(({ kind }) => kind === "rule");
    expect(arrow("before")).toMatchObject({
      state: "blocked",
      note: "the endpoint's group does not allow ingress from the workload",
    });
    expect(arrow("after")).toMatchObject({ state: "added", note: "" });
  });

  it("shows what a name resolves to", () => {
    const result = shop({ services: ["ecs"] });
    const resolution = (view: "before" | "after") =>
      named(diagram(result.snapshot, result.plan, view), "dns", "ecs.us-east-1.amazonaws.com")[0]?.sublabel;
    expect(resolution("before")).toBe("→ public addresses");
    expect(resolution("after")).toBe("→ new in 10.0.2.0/24, 10.0.5.0/24 and 10.0.8.0/24");
  });

  it("says that a gateway's service is reached at its public addresses, by a route", () => {
    const result = shop({ services: ["s3"] });
    const resolution = (view: "before" | "after") =>
      named(diagram(result.snapshot, result.plan, view), "dns", "s3.us-east-1.amazonaws.com")[0]?.sublabel;
    expect(resolution("before")).toBe("→ public addresses");
    expect(resolution("after")).toBe("→ public addresses, by the gateway's route");
  });

  it("collapses many subnets by Availability Zone", () => {
    const result = shop({ subnetsPerZone: 30 });
    const subnets = diagram(result.snapshot, result.plan, "after").nodes.filter(({ kind }) => kind === "subnet");
    expect(subnets).toHaveLength(6);
    expect(subnets.filter(({ label }) => label === "29 more subnets")).toHaveLength(3);
  });

  it("folds the subnets in which nothing of the plan happens", () => {
    const result = shop();
    const labels = diagram(result.snapshot, result.plan, "after").nodes.flatMap(({ kind, label }) =>
      kind === "subnet" ? label : [],
    );
    expect(labels.filter((label) => label === "2 more subnets")).toHaveLength(3);
    expect(labels).toHaveLength(6);
  });

  it("draws the network ACL at a subnet's edge, red where it stops the plan's packets", () => {
    const network = account();
    const [own, far] = [network.subnet("a"), network.subnet("b")];
    const closed = network.networkAcl([far], [rule443("10.0.1.0/24", false)]);
    const tasks = network.group("tasks");
    network.networkInterface(own, [tasks], "10.0.1.10");
    const { snapshot, plan: result } = planned(network, {
      services: ["ecs"],
      subnetIds: [far],
      clientSecurityGroupIds: [tasks],
    });
    const acls = (view: "before" | "after") =>
      diagram(snapshot, result, view)
        .nodes.filter(({ kind }) => kind === "network-acl")
        .map(({ parent, state, note }) => ({ parent, state, note }));
    expect(acls("after")).toContainEqual({ parent: far, state: "blocked", note: closed });
    expect(acls("after")).toContainEqual(expect.objectContaining({ parent: own, state: "existing" }));
    expect(acls("before").map(({ state }) => state)).toEqual(["existing", "existing"]);
  });

  it("shows in red what a check found, without a plan", () => {
    const network = account({ enableDnsHostnames: true });
    const subnet = network.subnet("a");
    const [tasks, others] = [network.group("tasks"), network.group("others")];
    network.networkInterface(subnet, [tasks], "10.0.1.10", { instanceId: "i-0123456789abcdef0" });
    network.networkInterface(subnet, [others], "10.0.1.11");
    network.endpoint("ecs", { subnetIds: [subnet], securityGroupIds: [network.group("closed")] });
    const snapshot = network.snapshot();
    const only = snapshot.networkInterfaces.filter(({ securityGroupIds }) => securityGroupIds.includes(tasks));
    const { reachability } = checkVpc(snapshot, network.vpcId, ["ecs"], only);
    const picture = diagram(snapshot, null, "after", reachability);
    expect(misplaced(picture)).toEqual([]);
    expect(picture.edges.filter(({ kind }) => kind === "rule")).toMatchObject([
      { state: "blocked", note: "the endpoint's group does not allow ingress from the workload" },
    ]);
    expect(named(picture, "service", "ecs")).toMatchObject([{ state: "blocked", sublabel: "no access" }]);
    expect(named(picture, "workload", "others")).toMatchObject([{ state: "existing" }]);
    const plain = diagram(snapshot, null, "after");
    expect(plain.nodes.some(({ state }) => state === "blocked")).toBe(false);
  });

  it("counts the rules of many groups instead of listing them", () => {
    const result = shop({ clients: 12, services: ["ecs"] });
    const { nodes } = diagram(result.snapshot, result.plan, "after");
    const card = nodes.find(({ kind }) => kind === "endpoint-group");
    const rules = nodes.filter(({ kind, parent }) => kind === "rule" && parent === card?.id);
    expect(rules).toHaveLength(8);
    expect(rules.at(-1)).toMatchObject({ sublabel: "5 more groups", state: "added" });
  });

  it("draws many workloads, route tables and gateways together", () => {
    const network = account();
    const tasks = Array.from({ length: 9 }, (_, i) => network.group(`tasks-${i}`));
    const others = Array.from({ length: 40 }, (_, i) => network.group(`other-${i}`));
    const subnets = Array.from({ length: 10 }, () => network.subnet("a"));
    for (const [i, subnet] of subnets.entries()) {
      network.routeTable([subnet], [network.nat()]);
      for (const [k, group] of [...tasks, ...others].entries())
        network.networkInterface(subnet, [group], `10.0.${i + 1}.${k + 10}`);
    }
    const { snapshot, plan: result } = planned(network, {
      services: ["ecs"],
      subnetIds: subnets,
      clientSecurityGroupIds: tasks,
    });
    const picture = diagram(snapshot, result, "after");
    expect(misplaced(picture)).toEqual([]);
    const own = picture.nodes.filter(({ kind, parent }) => kind === "workload" && parent === subnets[0]);
    expect(own.map(({ label, state }) => `${label}: ${state}`)).toEqual([
      ...["tasks-0", "tasks-1", "tasks-2", "tasks-3", "tasks-4", "4 more groups"].map((label) => `${label}: existing`),
      ...["other-0", "other-1", "38 more groups"].map((label) => `${label}: blocked`),
    ]);
    expect(picture.nodes.filter(({ kind }) => kind === "route-table").map(({ label }) => label)).toEqual([
      "10 route tables",
    ]);
    expect(picture.nodes.filter(({ kind }) => kind === "gateway").map(({ label }) => label)).toEqual([
      "10 NAT gateways",
    ]);
  });

  it("is drawn from a snapshot alone while there is no plan, and empty without a VPC", () => {
    const { snapshot } = shop();
    const alone = diagram(snapshot, null, "after");
    expect(misplaced(alone)).toEqual([]);
    expect(alone.nodes.every(({ state }) => state === "existing")).toBe(true);
    expect(diagram({ ...snapshot, vpc: null }, null, "after").nodes).toEqual([]);
  });
});

describe("the list", () => {
  it("holds everything that the picture holds", () => {
    const result = shop({ clients: 2 });
    const picture = diagram(result.snapshot, result.plan, "after");
    const ids = (items: ReturnType<typeof outline>): string[] =>
      items.flatMap(({ id, children }) => [id, ...ids(children)]);
    expect(ids(outline(picture)).sort()).toEqual([...picture.nodes, ...picture.edges].map(({ id }) => id).sort());
  });
});

describe("the SVG file", () => {
  const title = { sentence: "shop reach ecs privately.", where: "shop · us-east-1", date: "2026-12-01" };

  it("has a title, a legend and a date", () => {
    const made = shop();
    const { svg } = diagramSvg(diagram(made.snapshot, made.plan, "after"), title);
    for (const text of [title.sentence, title.where, title.date, "blocked, with the reason"])
      expect(svg).toContain(`>${text}<`);
  });

  it("shows hostile names as text", () => {
    const made = shop({ name: '"><script>alert(1)</script>\u202e' });
    const { svg } = diagramSvg(diagram(made.snapshot, made.plan, "after"), title);
    expect(svg).not.toContain("<script");
    expect(svg).not.toContain("\u202e");
    expect(svg).toContain("&lt;script&gt;");
  });

  it("loads nothing from elsewhere", () => {
    const made = shop();
    const { svg } = diagramSvg(diagram(made.snapshot, made.plan, "after"), title);
    expect(svg.replace('xmlns="http://www.w3.org/2000/svg"', "")).not.toMatch(/href|url\(|https?:/);
  });
});
