import { Ban, Pencil, Plus } from "lucide-react";
import type { ComponentType } from "react";
import type { DiagramState } from "#lib/render/diagram/shape";

export type StateStyle = {
  /** Null for what is simply there. */
  mark: ComponentType<{ size?: number | string; className?: string; "aria-hidden"?: boolean }> | null;
  word: string;
  ink: string;
  box: string;
  /** Of lines. */
  stroke: string;
  dash: string | null;
};

/** How states look everywhere: never by colour alone, also by line and mark. */
export const STATE_STYLES: Record<DiagramState, StateStyle> = {
  existing: {
    mark: null,
    word: "exists",
    ink: "text-foreground",
    box: "border-border-strong/60 bg-surface",
    stroke: "var(--border-strong)",
    dash: null,
  },
  added: {
    mark: Plus,
    word: "added",
    ink: "text-success",
    box: "border-success border-dashed bg-success-soft",
    stroke: "var(--success)",
    dash: "5 3",
  },
  changed: {
    mark: Pencil,
    word: "changed",
    ink: "text-warning",
    box: "border-warning bg-warning-soft",
    stroke: "var(--warning)",
    dash: null,
  },
  blocked: {
    mark: Ban,
    word: "blocked",
    ink: "text-danger",
    box: "border-danger bg-danger-soft",
    stroke: "var(--danger)",
    dash: null,
  },
};
