"use client";
import { Toolbar } from "@base-ui/react/toolbar";
import { Download, Maximize } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { Button } from "#components/ui/button";
import { cn } from "#components/ui/cn";
import { Disclosure } from "#components/ui/disclosure";
import { Segmented } from "#components/ui/segmented";
import { toast } from "#components/ui/toast";
import { Sentence } from "#components/ui/untrusted";
import type { VpcCheckRow } from "#lib/core/check/vpc-check";
import type { Plan } from "#lib/core/format/plan-format";
import type { Snapshot } from "#lib/core/network/snapshot";
import { diagram as diagramOf } from "#lib/render/diagram";
import { type OutlineItem, outline } from "#lib/render/diagram/outline";
import type { DiagramState, DiagramView } from "#lib/render/diagram/shape";
import { diagramSvg } from "#lib/render/diagram/svg";
import { paths } from "#lib/render/paths";
import { pathsSvg } from "#lib/render/paths/svg";
import { outcomeOf, outcomeSentence } from "#lib/render/words/outcome";
import { ChangeStrip } from "./change-strip";
import { DiagramCanvas, type Lit } from "./diagram-canvas";
import { savePng, saveSvg } from "./diagram-file";
import { changeNumbers, PathsDiagram } from "./paths-diagram";
import { STATE_STYLES } from "./state-style";

const NONE: readonly string[] = [];
const NOT_CHECKED: readonly VpcCheckRow[] = [];

const PICTURES = [
  { value: "paths", word: "Paths" },
  { value: "network", word: "Network" },
] as const;

const VIEWS = [
  { value: "before", word: "Before" },
  { value: "after", word: "After" },
] as const;

/** Of a saved picture of paths, in pixels. */
const FILE_WIDTH = 1200;

/**
 * A plan as a picture, before and after: the paths that it is about, or the whole network. Without a plan: the network as it is, with
 * what was found that its workloads reach `today`.
 * Pointing at a change lights its part.
 */
export function PlanDiagram({
  snapshot,
  plan,
  today = NOT_CHECKED,
}: {
  snapshot: Snapshot;
  plan: Plan | null;
  today?: readonly VpcCheckRow[];
}) {
  const frame = useRef<HTMLDivElement>(null);
  const [picture, setPicture] = useState<(typeof PICTURES)[number]["value"]>("paths");
  const [view, setView] = useState<DiagramView>("after");
  const [changes, setLit] = useState(NONE);
  const lit = useMemo(() => new Set(changes), [changes]);
  const sentence = useMemo(() => (plan ? outcomeSentence(snapshot, outcomeOf(snapshot, plan)) : ""), [snapshot, plan]);
  const vpc = snapshot.vpc;
  if (!vpc) return <p className="text-base text-muted">There is no VPC to draw.</p>;

  const name = `${vpc.id}${plan ? `-${picture}-${view}` : ""}`;
  const where = [vpc.tags.Name, vpc.id, snapshot.accountId, snapshot.region, plan ? `${view} the plan` : ""];
  const title = {
    sentence: sentence || `${vpc.tags.Name || vpc.id} as it is`,
    where: where.filter(Boolean).join(" · "),
    date: snapshot.readOn ?? "",
  };
  function file() {
    const drawn = plan && picture === "paths" ? paths(snapshot, plan, view, FILE_WIDTH) : null;
    return plan && drawn
      ? pathsSvg(drawn, title, changeNumbers(plan))
      : diagramSvg(diagramOf(snapshot, plan, view, today), title);
  }

  return (
    <div ref={frame} className="flex flex-col gap-3 overflow-y-auto bg-background [&:fullscreen]:p-6">
      {sentence ? (
        <p className="text-lg font-semibold text-balance">
          <Sentence>{sentence}</Sentence>
        </p>
      ) : null}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        {plan ? <Segmented label="Picture" options={PICTURES} value={picture} onChange={setPicture} /> : null}
        {plan ? <Segmented label="Show the VPC" options={VIEWS} value={view} onChange={setView} /> : null}
        <Legend
          states={view === "after" && plan ? ["existing", "added", "changed", "blocked"] : ["existing", "blocked"]}
        />
        <Toolbar.Root aria-label="The picture" className="ml-auto flex gap-2">
          <Toolbar.Button render={<Button size="sm" />} onClick={() => saveSvg(file(), name)}>
            <Download size={14} aria-hidden /> SVG
          </Toolbar.Button>
          <Toolbar.Button
            render={<Button size="sm" />}
            onClick={() =>
              savePng(file(), name).catch(() =>
                toast("The browser could not draw the picture", { description: "Download the SVG instead." }),
              )
            }
          >
            <Download size={14} aria-hidden /> PNG
          </Toolbar.Button>
          <Toolbar.Button
            render={<Button size="sm" />}
            onClick={() =>
              void (document.fullscreenElement ? document.exitFullscreen() : frame.current?.requestFullscreen())
            }
          >
            <Maximize size={14} aria-hidden /> Full screen
          </Toolbar.Button>
        </Toolbar.Root>
      </div>
      {plan && picture === "paths" ? (
        <PathsDiagram snapshot={snapshot} plan={plan} view={view} lit={lit} onLit={setLit} />
      ) : (
        <NetworkDiagram snapshot={snapshot} plan={plan} today={today} view={view} lit={lit} onLit={setLit} />
      )}
      {plan && plan.changes.length > 0 ? (
        <ChangeStrip plan={plan} snapshot={snapshot} lit={lit} onLit={setLit} />
      ) : null}
    </div>
  );
}

/** The VPC with its subnets, route tables and gateways, before or after a plan. */
function NetworkDiagram({
  snapshot,
  plan,
  today,
  view,
  lit,
  onLit,
}: {
  snapshot: Snapshot;
  plan: Plan | null;
  today: readonly VpcCheckRow[];
  view: DiagramView;
  lit: Lit;
  onLit(changes: readonly string[]): void;
}) {
  const [words, setWords] = useState("");
  const diagram = useMemo(() => diagramOf(snapshot, plan, view, today), [snapshot, plan, view, today]);
  return (
    <>
      <div className="overflow-hidden rounded-lg border bg-background">
        <div
          className="relative max-h-[46rem] min-h-80 w-full"
          style={{ aspectRatio: `${diagram.width} / ${diagram.height}` }}
        >
          <DiagramCanvas
            diagram={diagram}
            label={`Picture of ${snapshot.vpc?.id ?? "the VPC"}${plan ? `, ${view} the plan` : ""}. Arrow keys move it, plus and minus zoom, 0 shows all.`}
            lit={lit}
            onLit={onLit}
            onDescribe={setWords}
          />
        </div>
        <p className="min-h-8 border-t sm:truncate bg-surface px-3 py-1.5 text-sm text-muted">
          <Sentence>{words || "Drag to move, Ctrl and wheel to zoom. Point at an item for its details."}</Sentence>
        </p>
      </div>
      <Disclosure summary="The picture as a list">
        <Outline items={outline(diagram)} />
      </Disclosure>
    </>
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
