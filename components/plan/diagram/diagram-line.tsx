"use client";
import type { Edge, EdgeProps } from "@xyflow/react";
import { memo } from "react";
import { cn } from "#components/ui/cn";
import { arrowHead, edgePath } from "#lib/render/diagram/path";
import type { DiagramEdge } from "#lib/render/diagram/shape";
import { STATE_STYLES } from "./state-style";

export type LineEdge = Edge<{ edge: DiagramEdge; lit: "lit" | "dim" | "plain" }, "line">;

/** One line of the picture, along the corners that `lib/render/diagram` gives. */
export const DiagramLine = memo(function DiagramLine({ data }: EdgeProps<LineEdge>) {
  if (!data) return null;
  const { edge, lit } = data;
  const { stroke, dash } = STATE_STYLES[edge.state];
  const thin = edge.kind === "association";
  const path = edgePath(edge);
  return (
    <g
      className={cn("transition-opacity duration-150", lit === "dim" && "opacity-15")}
      data-kind={edge.kind}
      data-state={edge.state}
    >
      <path d={path} fill="none" stroke="transparent" strokeWidth={10} />
      <path
        d={path}
        fill="none"
        stroke={stroke}
        strokeWidth={lit === "lit" ? 2.5 : thin ? 1 : 1.5}
        strokeOpacity={thin ? 0.7 : 1}
        {...(dash ? { strokeDasharray: dash } : {})}
      />
      {thin ? null : <path d={arrowHead(edge.points)} fill={stroke} />}
      {edge.labelAt ? <Label edge={edge} at={edge.labelAt} /> : null}
    </g>
  );
});

function Label({ edge, at }: { edge: DiagramEdge; at: { x: number; y: number } }) {
  const { stroke } = STATE_STYLES[edge.state];
  return (
    <g transform={`translate(${at.x} ${at.y})`}>
      <rect x={-9} y={-7} width={18} height={14} rx={3.5} fill="var(--surface)" stroke={stroke} />
      <text y={3} textAnchor="middle" fontSize={8.5} fontWeight={600} fill={stroke}>
        {edge.state === "blocked" ? "✕" : edge.label.replace(/^tcp /, "")}
      </text>
    </g>
  );
}
