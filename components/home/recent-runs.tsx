"use client";
import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import Link from "next/link";
import { EmptyState } from "#components/ui/empty-state";
import { TimeAgo } from "#components/ui/time-ago";
import type { RunSummary } from "#lib/run/run";
import { runsQuery } from "../run/queries";
import { runTitle } from "../run/run-words";
import { RunBadge } from "../run/status";

/** The newest runs, kept fresh while one of them goes on. */
export function RecentRuns({ initial }: { initial: RunSummary[] }) {
  const { data = [] } = useQuery(runsQuery(initial));
  if (data.length === 0) {
    return (
      <EmptyState icon={<History aria-hidden />} title="No runs yet" className="py-6">
        What you apply is kept here, step by step, with a way to take it back.
      </EmptyState>
    );
  }
  return (
    <ul className="divide-y border-t">
      {data.slice(0, 5).map((run) => (
        <li key={run.id} className="flex items-center gap-3 px-4 py-2">
          <div className="min-w-0 flex-1">
            <Link href={`/runs/${run.id}`} className="block truncate font-medium hover:underline">
              {runTitle(run)}
            </Link>
            <p className="truncate text-sm text-muted">
              {run.vpcId} · <TimeAgo at={run.createdAt} />
            </p>
          </div>
          <RunBadge status={run.status} />
        </li>
      ))}
    </ul>
  );
}
