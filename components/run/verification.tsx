"use client";
import { CircleCheck, CircleX } from "lucide-react";
import { cn } from "#components/ui/cn";
import { Disclosure } from "#components/ui/disclosure";
import { Table, TableBody, TableCell, TableHead, TableHeading, TableRow } from "#components/ui/table";
import { Sentence, UntrustedText } from "#components/ui/untrusted";
import type { ReachabilityRow } from "#lib/core/format/plan-format";
import type { Check, Run } from "#lib/core/run/run";
import { counted } from "#lib/core/text/phrases";
import { visible } from "#lib/core/text/untrusted";
import { namesOfRun } from "#lib/render/words/run-title";
import { VerdictMark } from "../plan/reachability-table";

type NameOf = (id: string) => string | undefined;

/** Expected and found state after the changes; failed checks come first. `paths`: with every path of the plan. */
export function Verification({ run, checks, paths = false }: { run: Run; checks: readonly Check[]; paths?: boolean }) {
  const nameOf = namesOfRun(run);
  const ordered = [...checks.filter(({ ok }) => !ok), ...checks.filter(({ ok }) => ok)];
  const bad = checks.filter(({ ok }) => !ok).length;
  return (
    <div className="rounded-lg border bg-surface shadow-card">
      <p className="px-4 py-2 text-sm text-muted">
        {bad === 0
          ? `${counted(checks.length, "check")}: everything was found as expected.`
          : `${bad} of ${counted(checks.length, "check")} ${bad === 1 ? "does" : "do"} not hold.`}
      </p>
      <Table label="Expected and found">
        <TableHead>
          <TableRow>
            <TableHeading>Check</TableHeading>
            <TableHeading className="max-sm:hidden">Of</TableHeading>
            <TableHeading className="max-sm:hidden">Expected</TableHeading>
            <TableHeading className="max-sm:hidden">Found</TableHeading>
          </TableRow>
        </TableHead>
        <TableBody>
          {ordered.map((check) => (
            <CheckRow key={check.name + check.detail} check={check} nameOf={nameOf} />
          ))}
        </TableBody>
      </Table>
      {paths ? <Paths run={run} nameOf={nameOf} /> : null}
    </div>
  );
}

function CheckRow({ check, nameOf }: { check: Check; nameOf: NameOf }) {
  const { name, ok, detail, subject, expected, found } = check;
  const Icon = ok ? CircleCheck : CircleX;
  return (
    <TableRow className={cn(!ok && "bg-danger-soft")}>
      <th scope="row" className="py-1 pr-3 pl-4 text-left align-top font-normal lg:min-w-76">
        <span className="flex gap-2">
          <Icon size={15} aria-hidden className={cn("mt-0.5 shrink-0", ok ? "text-success" : "text-danger")} />
          <span className="min-w-0">
            <span className="sr-only">{ok ? "Holds: " : "Does not hold: "}</span>
            <span className={cn(!ok && "font-medium")}>
              <Sentence>{name}</Sentence>
            </span>
            <span className="block sm:hidden">
              <Words nameOf={nameOf} text={subject || detail} className="block text-muted" />
              <span className="block">
                <span className="text-muted">found:</span> <Words nameOf={nameOf} text={found} />
              </span>
              {ok ? null : (
                <span className="block">
                  <span className="text-muted">expected:</span> <Words nameOf={nameOf} text={expected} />
                </span>
              )}
            </span>
          </span>
        </span>
      </th>
      <TableCell className="py-1 text-muted max-sm:hidden">
        <Words nameOf={nameOf} text={subject || detail} />
      </TableCell>
      <TableCell className="py-1 text-muted max-sm:hidden">
        <Words nameOf={nameOf} text={expected} />
      </TableCell>
      <TableCell className={cn("py-1 max-sm:hidden", !ok && "font-medium")}>
        {ok && found === expected && subject ? "as expected" : <Words nameOf={nameOf} text={found} />}
      </TableCell>
    </TableRow>
  );
}

const ID = /^(?:[a-z]+-[0-9a-f]{6,}|[\w*-]+(?:\.[\w-]+){2,})$/;

/** Words of a check; ids and names of hosts among them in mono, each in one piece, ids after the names that they have. */
function Words({ text, nameOf, className }: { text: string; nameOf: NameOf; className?: string }) {
  return (
    <span className={cn("break-words", className)}>
      {text.split(/( |, |; )/).map((word, at) =>
        ID.test(word) ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text never move
          <NameAndId key={at} id={word} name={nameOf(word)} />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text never move
          <Sentence key={at}>{word}</Sentence>
        ),
      )}
    </span>
  );
}

/** The name where there is one, and the id. */
function NameAndId({ id, name }: { id: string; name: string | undefined }) {
  return (
    <>
      {name ? (
        <>
          <UntrustedText>{name}</UntrustedText>{" "}
        </>
      ) : null}
      <code className={cn("font-mono text-xs max-sm:break-all sm:whitespace-nowrap", name && "text-muted")}>
        {visible(id)}
      </code>
    </>
  );
}

const pathOf = (row: ReachabilityRow) => `${row.securityGroupId} ${row.subnetId} ${row.service}`;

/** Every path of the plan, with the expected and the found verdict. */
function Paths({ run, nameOf }: { run: Run; nameOf: NameOf }) {
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
      <Table label="Paths, expected and found">
        <TableHead>
          <TableRow>
            <TableHeading>From</TableHeading>
            <TableHeading>Service</TableHeading>
            <TableHeading>Before</TableHeading>
            <TableHeading>Expected</TableHeading>
            <TableHeading>Found</TableHeading>
          </TableRow>
        </TableHead>
        <TableBody>
          {ordered.map((row) => (
            <TableRow key={pathOf(row)} className={cn(other.has(pathOf(row)) && "bg-danger-soft")}>
              <TableCell className="py-1.5 whitespace-nowrap">
                <NameAndId id={row.securityGroupId} name={nameOf(row.securityGroupId)} />
                <span className="block text-muted">
                  in <NameAndId id={row.subnetId} name={nameOf(row.subnetId)} />
                </span>
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
