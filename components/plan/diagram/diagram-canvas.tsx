"use client";
import "@xyflow/react/dist/base.css";
import { Panel, ReactFlow, ReactFlowProvider, useReactFlow } from "@xyflow/react";
import { Maximize, Minus, Plus } from "lucide-react";
import { type CSSProperties, type KeyboardEvent, type ReactNode, useCallback, useEffect, useMemo, useRef } from "react";
import { Button } from "#components/ui/button";
import { nodeText } from "#lib/render/diagram/outline";
import type { Diagram, DiagramKind } from "#lib/render/diagram/shape";
import { DiagramLine, type LineEdge } from "./diagram-line";
import { type BoxNode, DiagramBox, layerOf } from "./diagram-node";

const NODE_TYPES = { box: DiagramBox };
const EDGE_TYPES = { line: DiagramLine };
/** Small enough for an overview; below it, on a narrow screen, the picture begins at its left instead of shrinking more. */
const SMALLEST_READABLE = 0.42;
const STEP = 60;
const QUIET_ATTRIBUTION = { "--xy-attribution-background-color": "transparent" } as CSSProperties;

const STOPS = new Set<DiagramKind>([
  "workload",
  "endpoint-group",
  "route-table",
  "gateway",
  "gateway-endpoint",
  "private-link",
  "service",
]);

export type Lit = ReadonlySet<string>;

function litness(changes: readonly string[], lit: Lit): "lit" | "dim" | "plain" {
  if (lit.size === 0) return "plain";
  return changes.some((change) => lit.has(change)) ? "lit" : "dim";
}

type Props = {
  diagram: Diagram;
  label: string;
  /** Ids of the changes to light; empty: none. */
  lit: Lit;
  onLit(changes: readonly string[]): void;
  /** Called with a description of what the pointer or the keyboard focus is on. */
  onDescribe(words: string): void;
};

function Canvas({ diagram, label, lit, onLit, onDescribe }: Props) {
  const flow = useReactFlow<BoxNode, LineEdge>();
  const frame = useRef<HTMLElement>(null);
  const { width, height } = diagram;

  const nodes = useMemo(
    () =>
      diagram.nodes.map(
        (node): BoxNode => ({
          id: node.id,
          type: "box",
          position: { x: node.x, y: node.y },
          width: node.width,
          height: node.height,
          zIndex: layerOf(node.kind),
          focusable: STOPS.has(node.kind),
          ariaLabel: nodeText(node),
          data: { node, lit: litness(node.changes, lit) },
        }),
      ),
    [diagram, lit],
  );
  const edges = useMemo(
    () =>
      diagram.edges.map(
        (edge): LineEdge => ({
          id: edge.id,
          type: "line",
          source: edge.source,
          target: edge.target,
          zIndex: 1,
          data: { edge, lit: litness(edge.changes, lit) },
        }),
      ),
    [diagram, lit],
  );

  const show = useCallback(() => {
    const box = frame.current?.getBoundingClientRect();
    if (!box || box.width === 0) return;
    const whole = Math.min((box.width - 16) / width, (box.height - 16) / height, 1.25);
    const zoom = Math.max(whole, SMALLEST_READABLE);
    const x = zoom > whole ? 8 : (box.width - width * zoom) / 2;
    const y = Math.max(8, (box.height - height * zoom) / 2);
    void flow.setViewport({ x, y, zoom });
  }, [flow, width, height]);

  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const watch = new ResizeObserver(show);
    watch.observe(element);
    return () => watch.disconnect();
  }, [show]);

  function onKeyDown(event: KeyboardEvent) {
    const { x, y, zoom } = flow.getViewport();
    const moves: Record<string, () => void> = {
      ArrowLeft: () => void flow.setViewport({ x: x + STEP, y, zoom }),
      ArrowRight: () => void flow.setViewport({ x: x - STEP, y, zoom }),
      ArrowUp: () => void flow.setViewport({ x, y: y + STEP, zoom }),
      ArrowDown: () => void flow.setViewport({ x, y: y - STEP, zoom }),
      "+": () => void flow.zoomIn(),
      "=": () => void flow.zoomIn(),
      "-": () => void flow.zoomOut(),
      "0": show,
    };
    const move = event.ctrlKey || event.metaKey || event.altKey ? undefined : moves[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    move();
  }

  const rest = () => {
    onLit([]);
    onDescribe("");
  };
  const point = (node: BoxNode["data"]["node"]) => {
    onLit(node.changes);
    onDescribe(nodeText(node));
  };

  return (
    <section
      ref={frame}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it is moved and zoomed with the keyboard
      tabIndex={0}
      onKeyDownCapture={onKeyDown}
      className="absolute inset-0 rounded-md -outline-offset-2"
    >
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        minZoom={0.15}
        maxZoom={2.5}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        zoomOnScroll={false}
        zoomOnDoubleClick={false}
        preventScrolling={false}
        deleteKeyCode={null}
        selectionKeyCode={null}
        attributionPosition="bottom-left"
        style={QUIET_ATTRIBUTION}
        className="[&_.react-flow__attribution_a]:text-muted"
        onNodeMouseEnter={(_, { data }) => point(data.node)}
        onNodeMouseLeave={rest}
        onEdgeMouseEnter={(_, { data }) => {
          if (!data) return;
          onLit(data.edge.changes);
          onDescribe(
            [data.edge.label, data.edge.state === "existing" ? "" : data.edge.state, data.edge.note]
              .filter(Boolean)
              .join(", "),
          );
        }}
        onEdgeMouseLeave={rest}
        onFocusCapture={(event) => {
          const id = (event.target as HTMLElement).closest?.(".react-flow__node")?.getAttribute("data-id");
          const node = diagram.nodes.find((one) => one.id === id);
          if (node) point(node);
        }}
        onBlurCapture={rest}
      >
        <Panel position="top-right" className="m-2!">
          <Zoom onFit={show} />
        </Panel>
      </ReactFlow>
    </section>
  );
}

function Zoom({ onFit }: { onFit: () => void }) {
  const { zoomIn, zoomOut } = useReactFlow();
  return (
    <div className="flex overflow-hidden rounded-md border bg-raised shadow-card">
      <ZoomButton label="Zoom out" onClick={() => void zoomOut()}>
        <Minus size={14} aria-hidden />
      </ZoomButton>
      <ZoomButton label="Zoom in" onClick={() => void zoomIn()}>
        <Plus size={14} aria-hidden />
      </ZoomButton>
      <ZoomButton label="Show all" onClick={onFit}>
        <Maximize size={13} aria-hidden />
      </ZoomButton>
    </div>
  );
}

function ZoomButton({ label, onClick, children }: { label: string; onClick: () => void; children: ReactNode }) {
  return (
    <Button
      variant="ghost"
      size="icon-sm"
      className="rounded-none -outline-offset-2"
      aria-label={label}
      title={label}
      onClick={onClick}
    >
      {children}
    </Button>
  );
}

/** The picture to move, zoom and point at. */
export function DiagramCanvas(props: Props) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}
