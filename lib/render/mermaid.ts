import type { Change, Operation, Plan } from "#lib/core/format/plan-format";
import { referencesIn, requests } from "#lib/core/format/requests";
import { shortName } from "#lib/core/network/services/service";
import { visible } from "#lib/core/text/untrusted";
import { blockedLines } from "./blocked";
import { rulesOf, traffic } from "./rules";

type State = "new" | "changed" | "kept";
/** `place`: the VPC, one of its subnets, or outside of it. */
type Node = { key: string; place: string; shape: keyof typeof BRACKETS; state: State; lines: string[] };
type Edge = { from: string; arrow: string; to: string };
/** Parts of a picture; the same node may be there several times. */
type Parts = { nodes: Node[]; edges: Edge[] };

const BRACKETS = {
  endpoint: ["[", "]"],
  group: ["{{", "}}"],
  addresses: ["[/", "/]"],
  table: ["[(", ")]"],
  service: ["([", "])"],
} as const;

const STYLES: Record<State, string> = {
  new: "stroke:#1a7f37,stroke-width:2px,stroke-dasharray:5 3",
  changed: "stroke:#b35900,stroke-width:2px",
  kept: "stroke:#6e7781",
};

const BLOCKED = "stroke:#c0352f,stroke-width:2px,text-align:left";

const entity = (mark: string): string => `#${mark.codePointAt(0)};`;

/**
 * Text that Mermaid reads as nothing but text: all of ASCII but letters, digits and plain punctuation as entity codes, such as #34; for a quote; so
 * is a mark that would start a list, and the ligature by which Mermaid itself marks entities.
 */
function escaped(text: string): string {
  return visible(text)
    .trim()
    .replace(/[^\w .,:/()\u0080-\ufb01\ufb03-\u{10ffff}-]/gu, entity)
    .replace(/^(\d*)([-.)])/, (_, number: string, mark: string) => number + entity(mark));
}

/** Lines of text as a label; Mermaid refuses an empty one. */
function label(lines: readonly string[]): string {
  return `"${lines.map(escaped).join("<br/>") || " "}"`;
}

const texts = (...fields: unknown[]): string[] =>
  fields.flatMap((field) => (Array.isArray(field) ? field.map(String) : []));

/** A security group by its id, or the one that a request creates. */
function group(id: string, list: readonly Change[]): Node {
  const created = list.find((request) => request.id === referencesIn(id)[0]?.source);
  return created
    ? {
        key: created.id,
        place: "vpc",
        shape: "group",
        state: "new",
        lines: ["New security group", String(created.input.GroupName)],
      }
    : { key: id, place: "vpc", shape: "group", state: "kept", lines: ["Security group", id] };
}

function rules(request: Change, list: readonly Change[]): Parts {
  const own = group(String(request.input.GroupId), list);
  const parts = rulesOf(request).map((rule) => {
    const { peer } = rule;
    const other: Node =
      peer.kind === "GroupId"
        ? group(peer.value, list)
        : { key: peer.value, place: "vpc", shape: "addresses", state: "kept", lines: ["Addresses", peer.value] };
    const [source, target] = request.operation === "AuthorizeSecurityGroupEgress" ? [own, other] : [other, own];
    return { other, edge: { from: source.key, arrow: `-->|${label([traffic(rule)])}|`, to: target.key } };
  });
  return { nodes: [own, ...parts.map(({ other }) => other)], edges: parts.map(({ edge }) => edge) };
}

/** Groups and route tables that an endpoint gets, linked to each of its nodes. */
function ties({ input }: Change, list: readonly Change[], own: readonly Node[]): Parts {
  const groups = texts(input.SecurityGroupIds, input.AddSecurityGroupIds).map((id) => group(id, list));
  const tables = texts(input.RouteTableIds, input.AddRouteTableIds).map(
    (id): Node => ({ key: id, place: "vpc", shape: "table", state: "changed", lines: ["Route table", id] }),
  );
  const edges = own.flatMap(({ key }) => [
    ...groups.map((node) => ({ from: node.key, arrow: "---", to: key })),
    ...tables.map((node) => ({ from: node.key, arrow: '-->|"route"|', to: key })),
  ]);
  return { nodes: [...own, ...groups, ...tables], edges };
}

/** A new endpoint: once per interface, as a whole when it is a gateway. */
function creation(request: Change, list: readonly Change[], region: string): Parts {
  const service = shortName(String(request.input.ServiceName), region);
  const subnets = texts(request.input.SubnetIds);
  const own = (subnets.length > 0 ? subnets : ["vpc"]).map(
    (place): Node => ({
      key: `${request.id} ${place}`,
      place,
      shape: "endpoint",
      state: "new",
      lines: [`New endpoint for ${service}`],
    }),
  );
  return ties(request, list, own);
}

/** An existing endpoint, with the interfaces that are added to it. */
function modification(request: Change, list: readonly Change[]): Parts {
  const id = String(request.input.VpcEndpointId);
  if (referencesIn(id).length > 0) return { nodes: [], edges: [] };
  const own: Node = { key: id, place: "vpc", shape: "endpoint", state: "changed", lines: ["Endpoint", id] };
  const added = texts(request.input.AddSubnetIds).map(
    (place): Node => ({
      key: `${id} ${place}`,
      place,
      shape: "endpoint",
      state: "new",
      lines: ["New interface of", id],
    }),
  );
  const { nodes, edges } = ties(request, list, [own]);
  return {
    nodes: [...nodes, ...added],
    edges: [...edges, ...added.map(({ key }) => ({ from: id, arrow: "---", to: key }))],
  };
}

const DRAW: Record<Operation, (request: Change, list: readonly Change[], region: string) => Parts> = {
  CreateSecurityGroup: ({ id }, list) => ({ nodes: [group(`\${${id}.GroupId}`, list)], edges: [] }),
  AuthorizeSecurityGroupEgress: rules,
  AuthorizeSecurityGroupIngress: rules,
  CreateVpcEndpoint: creation,
  ModifyVpcEndpoint: modification,
  ModifyVpcAttribute: () => ({ nodes: [], edges: [] }),
};

/** Which endpoint serves which service: by name where DNS leads to it, else (a gateway) by its route. */
function services(plan: Plan, drawn: readonly Node[]): Parts {
  const endpoints = drawn.filter(({ shape }) => shape === "endpoint");
  const gateways = plan.changes.filter(({ input }) => input.VpcEndpointType === "Gateway");
  const parts = plan.dns.map(({ name, service, after }): Parts => {
    const key = `service ${service}`;
    const gateway = gateways.find(({ input }) => shortName(String(input.ServiceName), plan.region) === service);
    const by = after === "public" ? gateway?.id : after;
    const own = endpoints.filter(
      (node) => node.key === by || (by && !by.startsWith("vpce-") && node.key.startsWith(`${by} `)),
    );
    const kept: Node[] =
      own.length === 0 && by?.startsWith("vpce-")
        ? [{ key: by, place: "vpc", shape: "endpoint", state: "kept", lines: ["Endpoint", by] }]
        : [];
    return {
      nodes: [...kept, { key, place: "outside", shape: "service", state: "kept", lines: [service] }],
      edges: [...own, ...kept].map((node) => ({ from: node.key, arrow: `-.->|${label([name])}|`, to: key })),
    };
  });
  return { nodes: parts.flatMap(({ nodes }) => nodes), edges: parts.flatMap(({ edges }) => edges) };
}

function parts(plan: Plan): Parts {
  const list = requests(plan);
  const clients = plan.intent.clientSecurityGroupIds.map((id) => group(id, list));
  const changed = list.map((request) => DRAW[request.operation](request, list, plan.region));
  const drawn = [...clients, ...changed.flatMap(({ nodes }) => nodes)];
  const served = services(plan, drawn);
  return { nodes: [...drawn, ...served.nodes], edges: [...changed.flatMap(({ edges }) => edges), ...served.edges] };
}

/**
 * The plan as a Mermaid flowchart: client groups, what is created (dashed) or changed, and which names lead where. A plan
 * does not say in which Availability Zone a subnet is, so that subnets are drawn side by side.
 */
export function mermaid(plan: Plan): string {
  const { nodes: all, edges } = parts(plan);
  const first = new Map<string, Node>();
  for (const node of all) if (!first.has(node.key)) first.set(node.key, node);
  const unique = [...first.values()];
  const name = new Map(unique.map(({ key }, index) => [key, `n${index + 1}`]));
  const within = (place: string, indent: string) =>
    unique
      .filter((node) => node.place === place)
      .map(
        ({ key, shape, state, lines }) =>
          `${indent}${name.get(key)}${BRACKETS[shape][0]}${label(lines)}${BRACKETS[shape][1]}:::${state}`,
      );
  const subnets = [...new Set(unique.map(({ place }) => place))].filter(
    (place) => place !== "vpc" && place !== "outside",
  );
  const blocked = blockedLines(plan);
  return `${[
    ...blocked.map((line) => `%% ${escaped(line)}`),
    "flowchart LR",
    ...(blocked.length > 0 ? [`  blocked[${label(blocked)}]:::blocked`, `  classDef blocked ${BLOCKED}`] : []),
    `  subgraph vpc[${label([`VPC ${plan.vpcId}`, plan.region])}]`,
    ...within("vpc", "    "),
    ...subnets.flatMap((id, index) => [
      `    subgraph s${index + 1}[${label(["Subnet", id])}]`,
      ...within(id, "      "),
      "    end",
    ]),
    "  end",
    ...within("outside", "  "),
    ...new Set(edges.map(({ from, arrow, to }) => `  ${name.get(from)} ${arrow} ${name.get(to)}`)),
    ...Object.entries(STYLES).map(([state, style]) => `  classDef ${state} ${style}`),
  ].join("\n")}\n`;
}
