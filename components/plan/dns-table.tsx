import { Badge } from "#components/ui/badge";
import { Table, TableBody, TableCell, TableHead, TableHeading, TableRow } from "#components/ui/table";
import { Sentence, UntrustedText } from "#components/ui/untrusted";
import type { DnsRow, Plan } from "#lib/core/format/plan-format";
import type { Snapshot } from "#lib/core/network/snapshot";
import { applyChanges } from "#lib/core/planning/simulate";
import { resolutionOf } from "#lib/render/diagram/scene/dns-rows";
import { resolutionWords } from "#lib/render/words/resolution";

function Resolution({ by, words, moved }: { by: string; words: string; moved: boolean }) {
  return (
    <span className={moved ? "font-medium text-success" : ""}>
      <Sentence>{words}</Sentence>
      {by.startsWith("vpce-") ? (
        <code className="block font-mono text-xs font-normal text-muted">{by}</code>
      ) : resolutionWords(by) ? null : (
        <span className="block text-xs font-normal text-muted">by the new endpoint</span>
      )}
    </span>
  );
}

/** What each name resolves to inside the VPC, before and after. */
export function DnsTable({ plan, snapshot }: { plan: Plan; snapshot: Snapshot }) {
  if (plan.dns.length === 0) return <p className="text-base text-muted">This plan is about no names.</p>;
  const views = { before: snapshot, after: applyChanges(snapshot, plan.changes) };
  const moved = (row: DnsRow) => row.before !== row.after;
  return (
    <div className="rounded-lg border bg-surface shadow-card">
      <Table label="Names before and after">
        <TableHead>
          <TableRow>
            <TableHeading>Name</TableHeading>
            <TableHeading>Before</TableHeading>
            <TableHeading>After</TableHeading>
            <TableHeading>
              <span className="sr-only">Difference</span>
            </TableHeading>
          </TableRow>
        </TableHead>
        <TableBody>
          {plan.dns.map((row) => (
            <TableRow key={`${row.service} ${row.name}`}>
              <TableCell className="font-mono text-xs">
                <UntrustedText>{row.name}</UntrustedText>
              </TableCell>
              <TableCell>
                <Resolution by={row.before} words={resolutionOf(views, "before", row)} moved={false} />
              </TableCell>
              <TableCell>
                <Resolution by={row.after} words={resolutionOf(views, "after", row)} moved={moved(row)} />
              </TableCell>
              <TableCell className="text-right">
                {moved(row) ? <Badge tone="success">changes</Badge> : <span className="text-xs text-muted">stays</span>}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </div>
  );
}
