"use client";
import { useState } from "react";
import { Button } from "#components/ui/button";
import { Callout } from "#components/ui/callout";
import { useMounted } from "#components/ui/use-mounted";
import type { Step } from "#lib/core/intent/draft";

/** What to look at and to do on each step of the guided first run. */
const HINTS: Readonly<Record<Step, { title: string; text: string }>> = {
  network: {
    title: "The story: tasks of shop run in private subnets, and shall call ECS privately",
    text: "shop is chosen: 6 tasks, no endpoints. Press Next.",
  },
  needs: {
    title: "What the tasks call",
    text: "Fargate tasks pull images from ECR, write logs, and call the ECS API. The table below shows the endpoints that takes, and their price. Press Next.",
  },
  placement: {
    title: "Where the endpoints go",
    text: "One private subnet in each zone is chosen for you, where the tasks run. Press Next.",
  },
  connect: {
    title: "Who may use them",
    text: "The tasks' groups are chosen for you. At the bottom are the rules that get added: none is removed. Press Next.",
  },
  tune: {
    title: "Nothing to do here",
    text: "The defaults are safe: names switch over once the endpoints are available. Press Next.",
  },
  review: {
    title: "See what happens, decide, and apply",
    text: "Other groups of shop would lose access when the names switch over: the findings say which. Allow them by the button beside them, then apply. The run's page shows each step, and rolls all of it back.",
  },
};

const key = (draftId: string) => `postern:first-run:${draftId}`;

/** Marks a draft as a guided first run, in this browser. */
export function beginFirstRun(draftId: string): void {
  try {
    localStorage.setItem(key(draftId), "1");
  } catch {
    // Without storage it is a setup like any other.
  }
}

function isFirstRun(draftId: string): boolean {
  try {
    return localStorage.getItem(key(draftId)) === "1";
  } catch {
    return false;
  }
}

/** The hint of a step, in a guided first run only. */
export function FirstRunHint({ draftId, step }: { draftId: string; step: Step }) {
  const mounted = useMounted();
  const [ended, setEnded] = useState(false);
  if (!mounted || ended || !isFirstRun(draftId)) return null;
  const { title, text } = HINTS[step];
  return (
    <Callout
      title={title}
      className="mb-5"
      actions={
        <Button
          size="sm"
          variant="ghost"
          onClick={() => {
            localStorage.removeItem(key(draftId));
            setEnded(true);
          }}
        >
          End the guide
        </Button>
      }
    >
      {text}
    </Callout>
  );
}
