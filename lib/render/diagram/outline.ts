import type { Diagram, DiagramEdge, DiagramKind, DiagramNode, DiagramState } from "./shape";

/** The diagram as a nested list: the same items in the same order, as text. */
export type OutlineItem = { id: string; text: string; changes: string[]; children: OutlineItem[] };

const KINDS: Record<DiagramKind, string> = {
  vpc: "VPC",
  attribute: "Attribute",
  zone: "Availability Zone",
  subnet: "Subnet",
  "network-acl": "",
  workload: "Workload in security group",
  "endpoint-group": "VPC endpoints in security group",
  rule: "Rule",
  verdict: "Reach",
  "endpoint-interface": "Endpoint interface",
  "route-table": "Route table",
  route: "Route",
  gateway: "",
  "gateway-endpoint": "Gateway endpoint",
  services: "Outside the VPC",
  "private-link": "",
  service: "Service",
  dns: "Name",
};

const STATES: Record<DiagramState, string> = { existing: "", added: "added", changed: "changed", blocked: "blocked" };

function edgeText({ kind, label, note, state }: DiagramEdge, target: DiagramNode): string {
  const lead: Record<DiagramEdge["kind"], string> = {
    association: `Uses ${target.label}`,
    route: `Leads to ${target.label}`,
    rule: `Connects to ${target.label}, ${label}`,
    "private-link": `Leads to ${target.label}`,
    service: `Leads to ${target.label} ${label}`,
  };
  return [lead[kind], STATES[state], note].filter(Boolean).join(", ");
}

/** An item, its state and the reason: "Rule: out tcp 443 to postern-endpoints, added". */
export function nodeText({ kind, label, sublabel, state, note }: DiagramNode): string {
  const what = [label, sublabel].filter(Boolean).join(" ");
  return [KINDS[kind] ? `${KINDS[kind]}: ${what}` : what, STATES[state], note].filter(Boolean).join(", ");
}

function grouped<T, K>(items: readonly T[], key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

/** Everything in the diagram: boxes with their contents, and the lines that leave them. */
export function outline({ nodes, edges }: Diagram): OutlineItem[] {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const children = grouped(nodes, ({ parent }) => parent);
  const leaving = grouped(edges, ({ source }) => source);
  const itemsIn = (parent: string | null): OutlineItem[] =>
    (children.get(parent) ?? []).map((node) => ({
      id: node.id,
      text: nodeText(node),
      changes: node.changes,
      children: [...itemsIn(node.id), ...linesFrom(node.id)],
    }));
  const linesFrom = (source: string): OutlineItem[] =>
    (leaving.get(source) ?? []).flatMap((edge) => {
      const target = byId.get(edge.target);
      return target ? [{ id: edge.id, text: edgeText(edge, target), changes: edge.changes, children: [] }] : [];
    });
  return itemsIn(null);
}
