"use client";
import { useQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import Link from "next/link";
import { EmptyState } from "#components/ui/empty-state";
import { TimeAgo } from "#components/ui/time-ago";
import type { RunPage } from "#lib/core/run/run";
import { runTitle } from "#lib/render/words/run-title";
import { recentRunsQuery } from "../run/queries";
import { RunBadge } from "../run/status";

/** The newest runs, kept fresh while one of them continues, and a link to all of them. */
export function RecentRuns({ initial, limit }: { initial: RunPage; limit: number }) {
  const { data } = useQuery(recentRunsQuery(initial, limit));
  const runs = data?.runs ?? [];
  if (runs.length === 0) {
    return (
      <EmptyState icon={<History aria-hidden />} title="No runs yet" className="py-6">
        What you apply is kept here, step by step, and can be rolled back.
      </EmptyState>
    );
  }
  return (
    <>
      <ul className="divide-y border-t">
        {runs.map((run) => (
          <li key={run.id} className="flex items-center gap-3 px-4 py-2">
            <div className="min-w-0 flex-1">
              <Link href={`/runs/${run.id}`} className="link block wrap-anywhere">
                {runTitle(run)}
              </Link>
              <p className="text-sm wrap-anywhere text-muted">
                <TimeAgo at={run.createdAt} /> · {run.vpcId}
              </p>
            </div>
            <RunBadge status={run.status} />
          </li>
        ))}
      </ul>
      <p className="border-t px-4 py-2 text-sm">
        <Link href="/runs" className="link">
          All runs
        </Link>
      </p>
    </>
  );
}
