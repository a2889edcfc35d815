import { Boxes } from "lucide-react";
import { Card, CardHeader } from "#components/ui/card";
import { EmptyState } from "#components/ui/empty-state";
import { ResourceId } from "#components/ui/resource-id";
import { Table, TableBody, TableCell, TableHead, TableHeading, TableRow } from "#components/ui/table";
import { UntrustedText } from "#components/ui/untrusted";
import { routeTables, workloadInterfaces } from "#lib/core/network/routes/routes";
import { subnetKind } from "#lib/core/network/routes/subnet-kind";
import type { Snapshot } from "#lib/core/network/snapshot";
import { type WorkloadKind, workloadOf } from "#lib/core/network/workload";
import { counted } from "#lib/core/text/phrases";
import { nameIn } from "#lib/render/words/names";

type Row = { kinds: Map<WorkloadKind, number>; subnetIds: Set<string> };

const countedKind = (kind: WorkloadKind, count: number) =>
  counted(count, kind === "interface" ? "other interface" : kind);

/** What lives in the VPC: by security group, what it is and in which subnets. */
export function Workloads({ snapshot }: { snapshot: Snapshot }) {
  const nameOf = nameIn(snapshot);
  const tableOf = routeTables(snapshot);
  const kindOf = new Map(snapshot.subnets.map(({ id }) => [id as string, subnetKind(tableOf(id))]));
  const rows = new Map<string, Row>();
  for (const one of workloadInterfaces(snapshot)) {
    const { what } = workloadOf(one);
    for (const id of one.securityGroupIds) {
      const row = rows.get(id) ?? { kinds: new Map(), subnetIds: new Set() };
      row.kinds.set(what, (row.kinds.get(what) ?? 0) + 1);
      row.subnetIds.add(one.subnetId);
      rows.set(id, row);
    }
  }
  const sorted = [...rows].sort(([a], [b]) => nameOf(a).localeCompare(nameOf(b)));
  return (
    <Card>
      <CardHeader title="What runs in it" />
      {sorted.length === 0 ? (
        <EmptyState icon={<Boxes aria-hidden />} title="Nothing runs here yet" className="py-6">
          No network interface carries a security group. Endpoints can be set up first: choose the groups that tasks
          will have.
        </EmptyState>
      ) : (
        <Table label="What runs in the VPC" className="mb-1">
          <TableHead>
            <tr>
              <TableHeading>Security group</TableHeading>
              <TableHeading>Used by</TableHeading>
              <TableHeading>Subnets</TableHeading>
            </tr>
          </TableHead>
          <TableBody>
            {sorted.map(([id, { kinds, subnetIds }]) => (
              <TableRow key={id}>
                <th
                  id={id}
                  tabIndex={-1}
                  scope="row"
                  className="px-3 py-2 pl-4 text-left align-top font-normal target:bg-accent-soft"
                >
                  <ResourceId id={id} name={nameOf(id)} stacked />
                </th>
                <TableCell>
                  {[...kinds].map(([kind, count]) => (
                    <span key={kind} className="block whitespace-nowrap">
                      {countedKind(kind, count)}
                    </span>
                  ))}
                </TableCell>
                <TableCell>
                  {[...subnetIds]
                    .sort((a, b) => nameOf(a).localeCompare(nameOf(b)))
                    .map((subnet) => (
                      <span key={subnet} className="block whitespace-nowrap">
                        <UntrustedText>{nameOf(subnet)}</UntrustedText>
                        <span className="text-muted"> · {kindOf.get(subnet) ?? "unknown"}</span>
                      </span>
                    ))}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  );
}
