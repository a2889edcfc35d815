import { useMemo } from "react";
import type { Plan } from "#lib/core/format/plan-format";
import type { Snapshot } from "#lib/core/network/snapshot";
import { diagram } from "#lib/render/diagram";
import { edgePath } from "#lib/render/diagram/path";
import type { DiagramKind, DiagramNode, DiagramState } from "#lib/render/diagram/shape";

const FILLS: Record<DiagramState, string> = {
  existing: "var(--border-strong)",
  added: "var(--success)",
  changed: "var(--warning)",
  blocked: "var(--danger)",
};

const FRAMES: Partial<Record<DiagramKind, { fill: string; stroke: string }>> = {
  vpc: { fill: "var(--surface)", stroke: "var(--border-strong)" },
  services: { fill: "var(--background)", stroke: "var(--border)" },
  zone: { fill: "var(--surface-sunken)", stroke: "none" },
  subnet: { fill: "var(--surface)", stroke: "var(--border)" },
};

/** Rows are left out but for new interfaces; cards are blocks of their state's colour, solid when new, faint when existing. */
const BLOCKS = new Set<DiagramKind>([
  "workload",
  "endpoint-group",
  "route-table",
  "gateway",
  "gateway-endpoint",
  "service",
  "private-link",
  "attribute",
]);

function Box({ node }: { node: DiagramNode }) {
  const { kind, state, x, y, width, height } = node;
  const frame = FRAMES[kind];
  if (frame)
    return <rect {...{ x, y, width, height }} rx={14} fill={frame.fill} stroke={frame.stroke} strokeWidth={5} />;
  const isNews = kind === "endpoint-interface" && state !== "existing";
  if (!BLOCKS.has(kind) && !isNews) return null;
  return (
    <rect {...{ x, y, width, height }} rx={12} fill={FILLS[state]} fillOpacity={state === "existing" ? 0.35 : 0.9} />
  );
}

/** The picture of the plan at a glance: no words, only what is where and what is new. */
export function MiniDiagram({ snapshot, plan }: { snapshot: Snapshot; plan: Plan | null }) {
  const { width, height, nodes, edges } = useMemo(() => diagram(snapshot, plan, "after"), [snapshot, plan]);
  if (nodes.length === 0) return null;
  const added = nodes.filter(({ state, kind }) => state === "added" && kind === "endpoint-interface").length;
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      className="block max-h-40 w-full"
      role="img"
      aria-label={`The VPC in small: ${added} new endpoint ${added === 1 ? "interface" : "interfaces"}.`}
    >
      {nodes
        .filter(({ kind }) => FRAMES[kind])
        .map((node) => (
          <Box key={node.id} node={node} />
        ))}
      {edges
        .filter(({ state }) => state !== "existing")
        .map((edge) => (
          <path key={edge.id} d={edgePath(edge)} fill="none" stroke={FILLS[edge.state]} strokeWidth={5} />
        ))}
      {nodes
        .filter(({ kind }) => !FRAMES[kind])
        .map((node) => (
          <Box key={node.id} node={node} />
        ))}
    </svg>
  );
}
