"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { CloudOff, History as HistoryIcon } from "lucide-react";
import { useState } from "react";
import { FailureView, failureFrom } from "#components/frame/failure-view";
import { Button, ButtonLink } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import type { RunChoices, RunPage } from "#lib/core/run/run";
import { counted } from "#lib/core/text/phrases";
import { HistoryFilters, useHistoryFilter } from "./history-filters";
import { RunTable } from "./history-table";
import { historyQuery } from "./queries";

/** All runs, the newest first, filtered by the address. `first`: the first page of that filter. */
export function History({ first, choices }: { first: RunPage | null; choices: RunChoices }) {
  const { filter, isFiltered, set, clear } = useHistoryFilter();
  const [began] = useState(() => JSON.stringify(filter));
  const query = historyQuery(filter, JSON.stringify(filter) === began ? first : null);
  const { data, error, hasNextPage, fetchNextPage, isFetchingNextPage, isPlaceholderData } = useInfiniteQuery(query);
  const runs = data?.pages.flatMap((page) => page.runs) ?? [];

  if (data && runs.length === 0 && !isFiltered && !isPlaceholderData && !error) return <NoRuns />;
  return (
    <div className="flex flex-col gap-3">
      <HistoryFilters filter={filter} choices={choices} set={set} clear={isFiltered ? clear : null} />
      {error && data ? (
        <p role="status" className="flex items-center gap-1.5 text-sm text-warning">
          <CloudOff size={14} aria-hidden /> {failureFrom(error).sentence} What you see is the last that was known.
        </p>
      ) : null}
      {error && !data ? <FailureView failure={failureFrom(error)} /> : null}
      {data && runs.length === 0 ? (
        <EmptyState title="No run fits this filter" className="rounded-lg border border-dashed">
          Choose something else above, or show all.
        </EmptyState>
      ) : null}
      {runs.length > 0 ? (
        <div
          aria-busy={isPlaceholderData}
          className="rounded-lg border bg-surface shadow-card transition-opacity aria-busy:opacity-60"
        >
          <RunTable runs={runs} />
        </div>
      ) : null}
      {runs.length > 0 ? (
        <div className="flex items-center gap-3">
          {hasNextPage ? (
            <Button onClick={() => void fetchNextPage()} aria-busy={isFetchingNextPage}>
              {isFetchingNextPage ? "Reading…" : "Show older runs"}
            </Button>
          ) : null}
          <p role="status" className="text-sm text-muted tabular">
            {hasNextPage ? `The newest ${runs.length} are shown` : counted(runs.length, "run")}
          </p>
        </div>
      ) : null}
    </div>
  );
}

function NoRuns() {
  return (
    <EmptyState
      icon={<HistoryIcon aria-hidden />}
      title="No runs yet"
      className="rounded-lg border border-dashed"
      actions={
        <ButtonLink href="/" variant="primary">
          Set up private access
        </ButtonLink>
      }
    >
      When you apply a plan, it is shown here with every call, its result and how to roll it back.
    </EmptyState>
  );
}
