"use client";
import { useQuery } from "@tanstack/react-query";
import { CloudOff, History as HistoryIcon } from "lucide-react";
import Link from "next/link";
import { parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";
import { Button, ButtonLink } from "#components/ui/button";
import { EmptyState } from "#components/ui/empty-state";
import { Foreign } from "#components/ui/foreign";
import { Select } from "#components/ui/select";
import { Table, TableBody, TableCell, TableHead, TableHeading, TableRow } from "#components/ui/table";
import { principalOf } from "#lib/core/principal";
import { visible } from "#lib/render/inert";
import { duration, utc } from "#lib/render/time";
import type { RunStatus, RunSummary } from "#lib/run/run";
import { runsQuery } from "./queries";
import { runTitle } from "./run-words";
import { RUN_LOOKS, RunBadge } from "./status";

const STATUSES = Object.keys(RUN_LOOKS) as RunStatus[];

/** All runs, to filter by status and VPC; the filter stands in the address. */
export function History({ initial }: { initial: RunSummary[] }) {
  const { data: runs = [], error } = useQuery(runsQuery(initial));
  const [status, setStatus] = useQueryState("status", parseAsStringLiteral(STATUSES));
  const [vpc, setVpc] = useQueryState("vpc", parseAsString);
  const vpcs = [...new Set([...runs.map(({ vpcId }) => vpcId), ...(vpc ? [vpc] : [])])].sort();
  const shown = runs.filter((run) => (!status || run.status === status) && (!vpc || run.vpcId === vpc));

  if (runs.length === 0) {
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
        When you apply a plan, it is shown here with every call, its result and how to take it back.
      </EmptyState>
    );
  }
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-2">
        <Select
          label="Status"
          options={[
            { value: "all", label: "Every status" },
            ...STATUSES.map((value) => ({ value, label: RUN_LOOKS[value].word })),
          ]}
          value={status ?? "all"}
          onValueChange={(value) => void setStatus(STATUSES.find((one) => one === value) ?? null)}
        />
        <Select
          label="VPC"
          options={[{ value: "all", label: "Every VPC" }, ...vpcs.map((value) => ({ value, label: visible(value) }))]}
          value={vpc ?? "all"}
          onValueChange={(value) => void setVpc(value === "all" ? null : value)}
        />
        {status || vpc ? (
          <Button
            variant="ghost"
            size="sm"
            onClick={() => {
              void setStatus(null);
              void setVpc(null);
            }}
          >
            Show all
          </Button>
        ) : null}
        {error ? (
          <p role="status" className="flex items-center gap-1.5 text-sm text-warning">
            <CloudOff size={14} aria-hidden /> Connection lost, trying again.
          </p>
        ) : null}
      </div>
      {shown.length === 0 ? (
        <EmptyState title="No run fits this filter" className="rounded-lg border border-dashed">
          Choose another status or VPC, or show all.
        </EmptyState>
      ) : (
        <div className="rounded-lg border bg-surface shadow-card">
          <RunTable runs={shown} />
        </div>
      )}
    </div>
  );
}

function RunTable({ runs }: { runs: readonly RunSummary[] }) {
  return (
    <Table label="Runs">
      <TableHead>
        <TableRow>
          <TableHeading>Run</TableHeading>
          <TableHeading>Status</TableHeading>
          <TableHeading>VPC</TableHeading>
          <TableHeading>By</TableHeading>
          <TableHeading>Started</TableHeading>
          <TableHeading>Took</TableHeading>
        </TableRow>
      </TableHead>
      <TableBody>
        {runs.map((run) => (
          <TableRow key={run.id}>
            <TableCell>
              <Link
                href={`/runs/${run.id}`}
                className="font-medium whitespace-nowrap text-accent underline-offset-2 hover:underline"
              >
                {runTitle(run)}
              </Link>
              <span className="block font-mono text-xs text-muted">{run.id}</span>
            </TableCell>
            <TableCell>
              <RunBadge status={run.status} />
            </TableCell>
            <TableCell className="font-mono text-xs whitespace-nowrap">
              {run.vpcId}
              <span className="block text-muted">
                {run.accountId} · {run.region}
              </span>
            </TableCell>
            <TableCell>
              <span className="block max-w-56 truncate" title={visible(run.actor)}>
                <Foreign>{principalOf(run.actor)}</Foreign>
              </span>
            </TableCell>
            <TableCell className="whitespace-nowrap tabular">
              <time dateTime={run.createdAt}>{utc(run.createdAt)}</time>
            </TableCell>
            <TableCell className="whitespace-nowrap tabular">
              {run.endedAt ? duration(Date.parse(run.endedAt) - Date.parse(run.createdAt)) : "…"}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
