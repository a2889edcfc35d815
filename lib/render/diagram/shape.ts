/** The picture as data: boxes and lines with positions. The renderers (React, SVG) do not decide positions. */

export type DiagramView = "before" | "after";

export type DiagramState = "existing" | "added" | "changed" | "blocked";

export type DiagramKind =
  | "vpc"
  | "attribute"
  | "zone"
  | "subnet"
  | "network-acl"
  | "workload"
  | "endpoint-group"
  | "rule"
  | "verdict"
  | "endpoint-interface"
  | "route-table"
  | "route"
  | "gateway"
  | "gateway-endpoint"
  | "services"
  | "private-link"
  | "service"
  | "dns";

export type DiagramNode = {
  id: string;
  kind: DiagramKind;
  /** Id of the box that it lies in; parents come before their children. */
  parent: string | null;
  /** Pixels from the picture's top left corner. */
  x: number;
  y: number;
  width: number;
  height: number;
  label: string;
  sublabel: string;
  state: DiagramState;
  /** In words, why it is blocked or what changes. */
  note: string;
  /** Ids of the plan's changes that make it what it is; empty for what no change touches. */
  changes: string[];
};

export type DiagramEdgeKind = "association" | "route" | "rule" | "private-link" | "service";

export type DiagramEdge = {
  id: string;
  kind: DiagramEdgeKind;
  source: string;
  target: string;
  /** Corners of the line, from source to target; horizontal and vertical pieces only. */
  points: { x: number; y: number }[];
  label: string;
  /** Where the label has room; null: it is only in the list. */
  labelAt: { x: number; y: number } | null;
  state: DiagramState;
  note: string;
  changes: string[];
};

export type Diagram = {
  width: number;
  height: number;
  nodes: DiagramNode[];
  edges: DiagramEdge[];
};
