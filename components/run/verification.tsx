"use client";
import { CircleCheck, CircleX } from "lucide-react";
import { cn } from "#components/ui/cn";
import { Disclosure } from "#components/ui/disclosure";
import { Sentence } from "#components/ui/foreign";
import { Table, TableBody, TableCell, TableHead, TableHeading, TableRow } from "#components/ui/table";
import type { ReachabilityRow } from "#lib/core/plan-format";
import { counted } from "#lib/render/words";
import type { Check, Run } from "#lib/run/run";
import { VerdictMark } from "../plan/reachability-table";

/** What the plan promised beside what was found after the changes; what does not hold comes first. */
export function Verification({ run, checks }: { run: Run; checks: readonly Check[] }) {
  const ordered = [...checks.filter(({ ok }) => !ok), ...checks.filter(({ ok }) => ok)];
  const bad = checks.filter(({ ok }) => !ok).length;
  return (
    <div className="rounded-lg border bg-surface shadow-card">
      <p className="px-4 py-2 text-sm text-muted">
        {bad === 0
          ? `${counted(checks.length, "check")}: everything was found as promised.`
          : `${bad} of ${counted(checks.length, "check")} ${bad === 1 ? "does" : "do"} not hold.`}
      </p>
      <Table label="Promised and found">
        <TableHead>
          <TableRow>
            <TableHeading>Check</TableHeading>
            <TableHeading>Promised</TableHeading>
            <TableHeading>Found</TableHeading>
          </TableRow>
        </TableHead>
        <TableBody>
          {ordered.map((check) => (
            <CheckRow key={check.name + check.detail} check={check} />
          ))}
        </TableBody>
      </Table>
      <Paths run={run} />
    </div>
  );
}

function CheckRow({ check: { name, ok, detail, subject, promised, found } }: { check: Check }) {
  const Icon = ok ? CircleCheck : CircleX;
  return (
    <TableRow className={cn(!ok && "bg-danger-soft")}>
      <th scope="row" className="min-w-56 px-3 py-1.5 pl-4 text-left align-top font-normal">
        <span className="flex gap-2">
          <Icon size={15} aria-hidden className={cn("mt-0.5 shrink-0", ok ? "text-success" : "text-danger")} />
          <span className="min-w-0">
            <span className="sr-only">{ok ? "Holds: " : "Does not hold: "}</span>
            <span className={cn(!ok && "font-medium")}>
              <Sentence>{name}</Sentence>
            </span>
            <span className="block font-mono text-xs break-words text-muted">
              <Sentence>{subject || detail}</Sentence>
            </span>
          </span>
        </span>
      </th>
      <TableCell className="max-w-80 py-1.5 break-words text-muted">
        <Sentence>{promised}</Sentence>
      </TableCell>
      <TableCell className={cn("max-w-96 py-1.5 break-words", !ok && "font-medium")}>
        <Sentence>{found}</Sentence>
      </TableCell>
    </TableRow>
  );
}

const pathOf = (row: ReachabilityRow) => `${row.securityGroupId} ${row.subnetId} ${row.service}`;

/** Every path of the plan, with what was promised and what was found. */
function Paths({ run }: { run: Run }) {
  const { reachability } = run.request.plan;
  if (reachability.length === 0 || run.reachability === null) return null;
  const other = new Map(run.reachability.map((row) => [pathOf(row), row.after]));
  const ordered = [...reachability].sort((a, b) => Number(other.has(pathOf(b))) - Number(other.has(pathOf(a))));
  return (
    <Disclosure
      summary={`Each of the ${counted(reachability.length, "path")}`}
      open={other.size > 0}
      className="border-t px-4 py-2"
    >
      <Table label="Paths, promised and found">
        <TableHead>
          <TableRow>
            <TableHeading>From</TableHeading>
            <TableHeading>Service</TableHeading>
            <TableHeading>Before</TableHeading>
            <TableHeading>Promised</TableHeading>
            <TableHeading>Found</TableHeading>
          </TableRow>
        </TableHead>
        <TableBody>
          {ordered.map((row) => (
            <TableRow key={pathOf(row)} className={cn(other.has(pathOf(row)) && "bg-danger-soft")}>
              <TableCell className="py-1.5 font-mono text-xs whitespace-nowrap">
                {row.securityGroupId}
                <span className="block text-muted">in {row.subnetId}</span>
              </TableCell>
              <TableCell className="py-1.5 font-mono text-xs">{row.service}</TableCell>
              <TableCell className="py-1.5">
                <VerdictMark verdict={row.before} />
              </TableCell>
              <TableCell className="py-1.5">
                <VerdictMark verdict={row.after} />
              </TableCell>
              <TableCell className="py-1.5">
                <VerdictMark verdict={other.get(pathOf(row)) ?? row.after} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </Disclosure>
  );
}
