"use client";
import { Handle, type Node, type NodeProps, Position } from "@xyflow/react";
import { Boxes, Cable, Cloud, DoorOpen, type LucideIcon, Network, Route, Router, ShieldCheck } from "lucide-react";
import { memo } from "react";
import { cn } from "#components/ui/cn";
import { Sentence } from "#components/ui/untrusted";
import type { DiagramKind, DiagramNode } from "#lib/render/diagram/shape";
import { STATE_STYLES } from "./state-style";

export type BoxNode = Node<{ node: DiagramNode; lit: "lit" | "dim" | "plain" }, "box">;

type Shape = "frame" | "card" | "row" | "bar";
const SHAPES: Record<DiagramKind, Shape> = {
  vpc: "frame",
  services: "frame",
  zone: "frame",
  subnet: "frame",
  workload: "card",
  "endpoint-group": "card",
  "route-table": "card",
  gateway: "card",
  "gateway-endpoint": "card",
  service: "card",
  "private-link": "bar",
  attribute: "bar",
  "network-acl": "bar",
  rule: "row",
  verdict: "row",
  "endpoint-interface": "row",
  route: "row",
  dns: "row",
};

const ICONS: Partial<Record<DiagramKind, LucideIcon>> = {
  vpc: Network,
  services: Cloud,
  workload: Boxes,
  "endpoint-group": ShieldCheck,
  "route-table": Route,
  gateway: Router,
  "gateway-endpoint": DoorOpen,
  "private-link": Cable,
};

const FRAMES: Partial<Record<DiagramKind, string>> = {
  vpc: "rounded-xl border border-border-strong bg-surface",
  services: "rounded-xl border border-border bg-background",
  zone: "rounded-lg bg-sunken dark:bg-background",
  subnet: "rounded-md border border-border bg-surface",
};

const isId = (text: string): boolean => /^[a-z]+-[0-9a-f]{8,17}$/.test(text);

function Mark({ node, size = 11 }: { node: DiagramNode; size?: number }) {
  const { mark: Icon, ink } = STATE_STYLES[node.state];
  return Icon ? <Icon size={size} aria-hidden className={cn("shrink-0", ink)} /> : null;
}

function Row({ node }: { node: DiagramNode }) {
  const { ink } = STATE_STYLES[node.state];
  const soft = node.state === "existing" ? "text-muted" : ink;
  if (node.kind === "dns") {
    return (
      <div className={cn("flex h-full flex-col justify-center px-1.5 text-[10.5px] leading-[14px]", ink)}>
        <span className="flex items-center gap-1">
          <Mark node={node} size={10} />
          <span className="truncate">
            <Sentence>{node.label}</Sentence>
          </span>
        </span>
        <span className={cn("truncate", soft)}>
          <Sentence>{node.sublabel}</Sentence>
        </span>
      </div>
    );
  }
  return (
    <div className={cn("flex h-full items-center gap-1 px-1.5 text-[10.5px]", ink)}>
      <Mark node={node} size={10} />
      <span className={cn("shrink-0", node.kind === "endpoint-interface" && "font-medium")}>
        <Sentence>{node.label}</Sentence>
      </span>
      <span className={cn("min-w-0 truncate", node.kind === "endpoint-interface" && "ml-auto tabular", soft)}>
        <Sentence>{node.sublabel}</Sentence>
      </span>
    </div>
  );
}

function Heading({ node }: { node: DiagramNode }) {
  const Icon = ICONS[node.kind];
  const { ink } = STATE_STYLES[node.state];
  if (node.kind === "zone") {
    return (
      <div className="flex items-baseline gap-2 px-3.5 pt-1.5 text-[11px]">
        <span className="font-medium text-muted">
          <Sentence>{node.label}</Sentence>
        </span>
        <span className="text-[10px] text-muted">
          <Sentence>{node.sublabel}</Sentence>
        </span>
      </div>
    );
  }
  return (
    <div className={cn("flex items-start gap-2 px-2 pt-1", node.kind === "vpc" && "px-3 pt-2")}>
      {Icon ? (
        <Icon size={14} aria-hidden className={cn("mt-1 shrink-0", node.state === "existing" ? "text-muted" : ink)} />
      ) : null}
      <div className="min-w-0 flex-1">
        <div className={cn("flex items-center gap-1 text-[12px] leading-[17px] font-semibold", ink)}>
          <Mark node={node} />
          <span className={cn("truncate", isId(node.label) && "font-mono text-[10.5px] font-medium")}>
            <Sentence>{node.label}</Sentence>
          </span>
        </div>
        <div
          className={cn(
            "truncate text-[10.5px] leading-[13px] text-muted",
            isId(node.sublabel) && "font-mono text-[9.5px] leading-[13px]",
          )}
        >
          <Sentence>{node.sublabel}</Sentence>
        </div>
      </div>
    </div>
  );
}

function Bar({ node }: { node: DiagramNode }) {
  const Icon = ICONS[node.kind];
  const { ink } = STATE_STYLES[node.state];
  return (
    <div className={cn("flex h-full items-center gap-1.5 px-2.5 text-[11px] font-medium", ink)}>
      {Icon ? <Icon size={13} aria-hidden className="shrink-0" /> : null}
      <Mark node={node} size={10} />
      <span className="truncate">
        <Sentence>{node.label}</Sentence>
      </span>
      {node.sublabel ? (
        <span className="ml-auto font-semibold">
          <Sentence>{node.sublabel}</Sentence>
        </span>
      ) : null}
    </div>
  );
}

function style(node: DiagramNode, shape: Shape): string {
  const { box } = STATE_STYLES[node.state];
  if (shape === "frame") return FRAMES[node.kind] ?? "";
  if (shape === "row") return "rounded-sm";
  return cn("border", shape === "bar" ? "rounded-full" : "rounded-md", box);
}

/** One box of the picture. React Flow puts it where `lib/render/diagram` says. */
export const DiagramBox = memo(function DiagramBox({ data: { node, lit } }: NodeProps<BoxNode>) {
  const shape = SHAPES[node.kind];
  return (
    <div
      data-kind={node.kind}
      data-state={node.state}
      title={[node.label, node.sublabel, node.note].filter(Boolean).join(" · ")}
      className={cn(
        "size-full overflow-hidden transition-opacity duration-150",
        style(node, shape),
        lit === "dim" && shape !== "frame" && "opacity-30",
        lit === "lit" &&
          (shape === "row" ? "bg-accent-soft ring-1 ring-accent" : shape === "frame" ? "" : "ring-2 ring-accent"),
      )}
    >
      {shape === "row" ? <Row node={node} /> : shape === "bar" ? <Bar node={node} /> : <Heading node={node} />}
      <Handle type="target" position={Position.Left} isConnectable={false} className="pointer-events-none opacity-0" />
      <Handle type="source" position={Position.Right} isConnectable={false} className="pointer-events-none opacity-0" />
    </div>
  );
});

/** Frames lie under the lines, cards above them. */
export function layerOf(kind: DiagramKind): number {
  const layers: Record<Shape, number> = { frame: 0, card: 2, bar: 2, row: 3 };
  return layers[SHAPES[kind]];
}
