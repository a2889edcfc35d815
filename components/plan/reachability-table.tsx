import { Ban, CircleCheck, CircleHelp, Globe, type LucideIcon, TriangleAlert } from "lucide-react";
import { cn } from "#components/ui/cn";
import { Table, TableBody, TableCell, TableHead, TableHeading, TableRow } from "#components/ui/table";
import { Sentence, UntrustedText } from "#components/ui/untrusted";
import { VERDICTS } from "#lib/core/format/labels";
import type { Plan, ReachabilityRow, Verdict } from "#lib/core/format/plan-format";
import type { Snapshot } from "#lib/core/network/snapshot";
import { nameIn } from "#lib/render/words/names";
import { reachSentences } from "#lib/render/words/reach-sentences";
import { portsOfRow } from "#lib/render/words/row-ports";

const STYLES: Record<Verdict, { icon: LucideIcon; ink: string }> = {
  private: { icon: CircleCheck, ink: "text-success" },
  partial: { icon: TriangleAlert, ink: "text-warning" },
  public: { icon: Globe, ink: "text-muted" },
  none: { icon: Ban, ink: "text-danger" },
  unknown: { icon: CircleHelp, ink: "text-muted" },
};

export function VerdictMark({ verdict }: { verdict: Verdict }) {
  const { icon: Icon, ink } = STYLES[verdict];
  return (
    <span className={cn("inline-flex items-center gap-1.5 font-medium whitespace-nowrap", ink)}>
      <Icon size={14} aria-hidden />
      {VERDICTS[verdict]}
    </span>
  );
}

function Cell({ row }: { row: ReachabilityRow | undefined }) {
  if (!row) return <span className="text-muted">–</span>;
  return (
    <>
      <VerdictMark verdict={row.after} />
      <span className="block text-xs whitespace-nowrap text-muted">
        {row.before === row.after ? "as before" : `was ${VERDICTS[row.before]}`}
      </span>
    </>
  );
}

/** "tcp 443, 1400-1499". */
function portsIn(rows: readonly ReachabilityRow[], service: string): string {
  const ports = portsOfRow(rows.find((row) => row.service === service) ?? { service });
  return ports.length > 0 ? `tcp ${ports.join(", ")}` : "ports not known";
}

/** Who reaches what: a row for each workload and subnet, a column for each service, with the reasons. */
export function ReachabilityTable({ plan, snapshot }: { plan: Plan; snapshot: Snapshot }) {
  const { reachability } = plan;
  if (reachability.length === 0) {
    return <p className="text-base text-muted">No workload is chosen yet, so there are no verdicts.</p>;
  }
  const nameOf = nameIn(snapshot);
  const services = [...new Set(reachability.map(({ service }) => service))];
  const keyOf = ({ securityGroupId, subnetId }: ReachabilityRow) =>
    `${nameOf(securityGroupId)} ${nameOf(subnetId)} ${securityGroupId} ${subnetId}`;
  const places = new Map(
    [...reachability]
      .sort((a, b) => keyOf(a).localeCompare(keyOf(b), "en", { numeric: true }))
      .map((row) => [keyOf(row), row]),
  );
  const sentences = reachSentences(plan, snapshot);
  return (
    <div className="flex flex-col gap-4">
      <div className="rounded-lg border bg-surface shadow-card">
        <Table label="Reach of each workload">
          <TableHead>
            <TableRow>
              <TableHeading>From</TableHeading>
              {services.map((service) => (
                <TableHeading key={service} className="h-auto py-1.5 font-mono">
                  {service}
                  <span className="block text-xs font-normal text-muted">{portsIn(reachability, service)}</span>
                </TableHeading>
              ))}
            </TableRow>
          </TableHead>
          <TableBody>
            {[...places].map(([place, { securityGroupId, subnetId }]) => (
              <TableRow key={place}>
                <th scope="row" className="px-4 py-2 text-left align-top font-normal">
                  <UntrustedText className="font-medium">{nameOf(securityGroupId)}</UntrustedText>
                  <span className="block text-xs whitespace-nowrap text-muted">
                    in <UntrustedText>{nameOf(subnetId)}</UntrustedText>
                  </span>
                </th>
                {services.map((service) => (
                  <TableCell key={service}>
                    <Cell
                      row={reachability.find(
                        (row) =>
                          row.securityGroupId === securityGroupId &&
                          row.subnetId === subnetId &&
                          row.service === service,
                      )}
                    />
                  </TableCell>
                ))}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </div>
      {(["after", "before"] as const).map((view) => {
        const own = sentences.filter((sentence) => sentence.view === view);
        if (own.length === 0) return null;
        return (
          <section key={view}>
            <h3 className="text-sm font-semibold">Not private {view} the plan</h3>
            <ul className="mt-1 flex flex-col gap-1 text-sm">
              {own.map(({ verdict, text }) => {
                const { icon: Icon, ink } = STYLES[verdict];
                return (
                  <li key={text} className="flex gap-2">
                    <Icon size={14} aria-hidden className={cn("mt-0.75 shrink-0", ink)} />
                    <p>
                      <Sentence>{text}</Sentence>
                    </p>
                  </li>
                );
              })}
            </ul>
          </section>
        );
      })}
      <p className="text-xs text-muted">
        “{VERDICTS.partial}”: from some of the workload's addresses, or on some of the ports, and not on the others. On
        the TCP ports of each service, computed from DNS, routes, network ACLs and security groups. Whether anything
        listens at the other end is not tested.
      </p>
    </div>
  );
}
