import { VerdictMark } from "#components/plan/reachability-table";
import { Card, CardHeader } from "#components/ui/card";
import { EmptyState } from "#components/ui/empty-state";
import { Table, TableBody, TableCell, TableHead, TableHeading, TableRow } from "#components/ui/table";
import { UntrustedText } from "#components/ui/untrusted";
import type { VpcCheckRow } from "#lib/core/check/vpc-check";
import type { Snapshot } from "#lib/core/network/snapshot";
import { nameIn } from "#lib/render/words/names";

/** Who reaches what today: a row for each group and subnet, a column for each service. */
export function ReachToday({ rows, snapshot }: { rows: readonly VpcCheckRow[]; snapshot: Snapshot }) {
  const nameOf = nameIn(snapshot);
  const services = [...new Set(rows.map(({ service }) => service))];
  const places = new Map<string, { group: string; subnet: string; cells: Map<string, VpcCheckRow> }>();
  for (const row of rows) {
    const key = `${row.securityGroupId} ${row.subnetId}`;
    const place = places.get(key) ?? {
      group: nameOf(row.securityGroupId),
      subnet: nameOf(row.subnetId),
      cells: new Map(),
    };
    place.cells.set(row.service, row);
    places.set(key, place);
  }
  const sorted = [...places].sort(([, a], [, b]) =>
    `${a.group} ${a.subnet}`.localeCompare(`${b.group} ${b.subnet}`, "en", { numeric: true }),
  );
  return (
    <Card>
      <CardHeader
        title="Reachability today"
        description="On the ports of each service, by names, routes, network ACLs and security groups."
      />
      {sorted.length === 0 ? (
        <EmptyState title="Nobody to ask for" className="py-6">
          No network interface with a security group lives here, or nothing is asked for. Start a task, or switch on
          above what it uses.
        </EmptyState>
      ) : (
        <Table label="Reach of each workload today" className="mb-1">
          <TableHead>
            <tr>
              <TableHeading>From</TableHeading>
              {services.map((service) => (
                <TableHeading key={service} className="font-mono">
                  {service}
                </TableHeading>
              ))}
            </tr>
          </TableHead>
          <TableBody>
            {sorted.map(([key, { group, subnet, cells }]) => (
              <TableRow key={key}>
                <th scope="row" className="px-4 py-2 text-left align-top font-normal">
                  <UntrustedText className="font-medium">{group}</UntrustedText>
                  <span className="block text-xs whitespace-nowrap text-muted">
                    in <UntrustedText>{subnet}</UntrustedText>
                  </span>
                </th>
                {services.map((service) => {
                  const cell = cells.get(service);
                  return <TableCell key={service}>{cell ? <VerdictMark verdict={cell.verdict} /> : "–"}</TableCell>;
                })}
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  );
}
