"use client";
import { Download } from "lucide-react";
import { useMemo, useState } from "react";
import { Button } from "#components/ui/button";
import { cn } from "#components/ui/cn";
import { Disclosure } from "#components/ui/disclosure";
import { toast } from "#components/ui/toast";
import { Sentence } from "#components/ui/untrusted";
import type { Plan } from "#lib/core/format/plan-format";
import type { Snapshot } from "#lib/core/network/snapshot";
import { diagram as diagramOf } from "#lib/render/diagram";
import { type OutlineItem, outline } from "#lib/render/diagram/outline";
import type { DiagramState, DiagramView } from "#lib/render/diagram/shape";
import { ChangeStrip } from "./change-strip";
import { DiagramCanvas } from "./diagram-canvas";
import { savePng, saveSvg } from "./diagram-file";
import { STATE_STYLES } from "./state-style";
import { ViewSwitch } from "./view-switch";

const NONE: readonly string[] = [];

/** The VPC as a picture, before and after the plan; without a plan, as it is. Pointing at a change highlights its part. */
export function PlanDiagram({ snapshot, plan }: { snapshot: Snapshot; plan: Plan | null }) {
  const [view, setView] = useState<DiagramView>("after");
  const [changes, setLit] = useState(NONE);
  const [words, setWords] = useState("");
  const diagram = useMemo(() => diagramOf(snapshot, plan, view), [snapshot, plan, view]);
  const lit = useMemo(() => new Set(changes), [changes]);
  const name = `${snapshot.vpc?.id ?? "vpc"}${plan ? `-${view}` : ""}`;

  if (diagram.nodes.length === 0) return <p className="text-base text-muted">There is no VPC to draw.</p>;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        {plan ? <ViewSwitch value={view} onChange={setView} /> : null}
        <Legend
          states={view === "after" && plan ? ["existing", "added", "changed", "blocked"] : ["existing", "blocked"]}
        />
        <div className="ml-auto flex gap-2">
          <Button size="sm" onClick={() => saveSvg(diagram, name)}>
            <Download size={14} aria-hidden /> SVG
          </Button>
          <Button
            size="sm"
            onClick={() =>
              savePng(diagram, name).catch(() =>
                toast("The browser could not draw the picture", { description: "Download the SVG instead." }),
              )
            }
          >
            <Download size={14} aria-hidden /> PNG
          </Button>
        </div>
      </div>
      <div className="overflow-hidden rounded-lg border bg-background">
        <div
          className="relative max-h-[46rem] min-h-80 w-full"
          style={{ aspectRatio: `${diagram.width} / ${diagram.height}` }}
        >
          <DiagramCanvas
            diagram={diagram}
            label={`Picture of ${snapshot.vpc?.id ?? "the VPC"}${plan ? `, ${view} the plan` : ""}. Arrow keys move it, plus and minus zoom, 0 shows all.`}
            lit={lit}
            onLit={setLit}
            onDescribe={setWords}
          />
        </div>
        <p className="min-h-8 border-t sm:truncate bg-surface px-3 py-1.5 text-sm text-muted">
          <Sentence>{words || "Drag to move, Ctrl and wheel to zoom. Point at an item for its details."}</Sentence>
        </p>
      </div>
      {plan && plan.changes.length > 0 ? (
        <ChangeStrip plan={plan} snapshot={snapshot} lit={lit} onLit={setLit} />
      ) : null}
      <Disclosure summary="The picture as a list">
        <Outline items={outline(diagram)} />
      </Disclosure>
    </div>
  );
}

function Legend({ states }: { states: readonly DiagramState[] }) {
  return (
    <ul className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted" aria-label="Legend">
      {states.map((state) => {
        const { stroke, dash, word, mark: Icon, ink } = STATE_STYLES[state];
        return (
          <li key={state} className="flex items-center gap-1">
            <svg width="20" height="8" aria-hidden="true">
              <path d="M0 4H20" stroke={stroke} strokeWidth="2" {...(dash ? { strokeDasharray: dash } : {})} />
            </svg>
            {Icon ? <Icon size={11} aria-hidden className={ink} /> : null}
            {word}
          </li>
        );
      })}
    </ul>
  );
}

function Outline({ items, depth = 0 }: { items: readonly OutlineItem[]; depth?: number }) {
  return (
    <ul className={cn("text-sm", depth > 0 && "ml-1.5 border-l pl-3")}>
      {items.map(({ id, text, children }) => (
        <li key={id} className="py-0.5">
          <Sentence>{text}</Sentence>
          {children.length > 0 ? <Outline items={children} depth={depth + 1} /> : null}
        </li>
      ))}
    </ul>
  );
}
