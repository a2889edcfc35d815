import Link from "next/link";
import { Table, TableBody, TableCell, TableHead, TableHeading, TableRow } from "#components/ui/table";
import { UntrustedText } from "#components/ui/untrusted";
import { principalOf } from "#lib/core/iam/principal";
import type { RunSummary } from "#lib/core/run/run";
import { visible } from "#lib/core/text/untrusted";
import { runTitle } from "#lib/render/words/run-title";
import { duration } from "#lib/render/words/time";
import { LocalTime } from "./local-time";
import { RunBadge } from "./status";

/** Runs, one a row, each a link to its page. */
export function RunTable({ runs }: { runs: readonly RunSummary[] }) {
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
                className="font-medium text-accent underline-offset-2 hover:underline sm:min-w-64 sm:inline-block"
              >
                {runTitle(run)}
              </Link>
              <span className="block font-mono text-xs whitespace-nowrap text-muted">{run.id}</span>
              <LocalTime at={run.createdAt} className="block text-xs whitespace-nowrap text-muted tabular sm:hidden" />
            </TableCell>
            <TableCell>
              <RunBadge status={run.status} />
            </TableCell>
            <TableCell className="whitespace-nowrap">
              <UntrustedText className="font-medium">{run.about?.vpc ?? ""}</UntrustedText>
              <span className="block font-mono text-xs text-muted">{run.vpcId}</span>
              <span className="block font-mono text-xs text-muted">
                {run.accountId} · {run.region}
              </span>
            </TableCell>
            <TableCell>
              <span className="block max-w-56 truncate" title={visible(run.actor)}>
                <UntrustedText>{principalOf(run.actor)}</UntrustedText>
              </span>
            </TableCell>
            <TableCell className="whitespace-nowrap tabular">
              <LocalTime at={run.createdAt} />
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
