import {
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleSlash,
  CircleX,
  Hourglass,
  LoaderCircle,
  type LucideIcon,
  Undo2,
} from "lucide-react";
import { Badge, type Tone } from "#components/ui/badge";
import { cn } from "#components/ui/cn";
import { isOwnWait } from "#lib/core/run/own-wait";
import type { RunStatus, RunStep, StepState } from "#lib/core/run/run";

type Style = { word: string; tone: Tone; icon: LucideIcon; turning?: boolean };

export const RUN_STYLES: Record<RunStatus, Style> = {
  queued: { word: "waiting for the worker", tone: "neutral", icon: CircleDashed },
  running: { word: "running", tone: "accent", icon: LoaderCircle, turning: true },
  succeeded: { word: "done", tone: "success", icon: CircleCheck },
  failed: { word: "failed", tone: "danger", icon: CircleX },
  refused: { word: "refused", tone: "warning", icon: CircleSlash },
  stopped: { word: "stopped", tone: "warning", icon: CirclePause },
  interrupted: { word: "interrupted", tone: "warning", icon: CirclePause },
  "rolled-back": { word: "rolled back", tone: "neutral", icon: Undo2 },
};

const INKS: Record<Tone, string> = {
  neutral: "text-muted",
  accent: "text-accent",
  success: "text-success",
  warning: "text-warning",
  danger: "text-danger",
};

const STEP_STYLES: Record<StepState, Style> = {
  waiting: { word: "waiting", tone: "neutral", icon: CircleDashed },
  calling: { word: "calling AWS", tone: "accent", icon: LoaderCircle, turning: true },
  settling: { word: "waiting for AWS", tone: "accent", icon: Hourglass },
  done: { word: "done", tone: "success", icon: CircleCheck },
  failed: { word: "failed", tone: "danger", icon: CircleX },
  skipped: { word: "not started", tone: "neutral", icon: CircleSlash },
  stopped: { word: "stopped", tone: "warning", icon: CirclePause },
};

export function RunBadge({ status }: { status: RunStatus }) {
  const { word, tone, icon: Icon, turning } = RUN_STYLES[status];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden className={cn(turning && "animate-spin")} />
      {word}
    </Badge>
  );
}

/** The state of a step: icon and word. */
export function StepMark({ step: { state, note } }: { step: Pick<RunStep, "state" | "note"> }) {
  const { word, tone, icon: Icon, turning } = STEP_STYLES[state];
  return (
    <span className={cn("inline-flex items-center gap-1.5 text-sm whitespace-nowrap", INKS[tone])}>
      <Icon size={15} aria-hidden className={cn("shrink-0", turning && "animate-spin")} />
      {state === "settling" && note !== null && isOwnWait(note) ? "waiting" : word}
    </span>
  );
}
