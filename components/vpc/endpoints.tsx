import { Waypoints } from "lucide-react";
import { Badge, type Tone } from "#components/ui/badge";
import { Card, CardHeader } from "#components/ui/card";
import { EmptyState } from "#components/ui/empty-state";
import { ResourceId } from "#components/ui/resource-id";
import { Table, TableBody, TableCell, TableHead, TableHeading, TableRow } from "#components/ui/table";
import { UntrustedText } from "#components/ui/untrusted";
import { privateDnsWord } from "#lib/core/format/labels";
import { shortName } from "#lib/core/network/services/service";
import type { Snapshot, VpcEndpoint } from "#lib/core/network/snapshot";
import { nameIn } from "#lib/render/words/names";

const TONES: Readonly<Record<string, Tone>> = {
  available: "success",
  pending: "accent",
  pendingacceptance: "warning",
  partial: "warning",
  failed: "danger",
  rejected: "danger",
  expired: "danger",
};

/** Every endpoint of the VPC as EC2 lists it. */
export function Endpoints({ snapshot }: { snapshot: Snapshot }) {
  const { endpoints, region } = snapshot;
  const sorted = [...endpoints].sort(
    (a, b) => a.serviceName.localeCompare(b.serviceName) || a.type.localeCompare(b.type),
  );
  return (
    <Card>
      <CardHeader title="Endpoints" />
      {sorted.length === 0 ? (
        <EmptyState icon={<Waypoints aria-hidden />} title="This VPC has no endpoints" className="py-6">
          Calls to AWS go over the internet or not at all. A setup plans the endpoints that a workload needs.
        </EmptyState>
      ) : (
        <Table label="Endpoints" className="mb-1">
          <TableHead>
            <tr>
              <TableHeading>Service</TableHeading>
              <TableHeading>Type</TableHeading>
              <TableHeading>State</TableHeading>
              <TableHeading>Private DNS</TableHeading>
              <TableHeading>Where</TableHeading>
              <TableHeading>Security groups</TableHeading>
            </tr>
          </TableHead>
          <TableBody>
            {sorted.map((endpoint) => (
              <Row key={endpoint.id} endpoint={endpoint} snapshot={snapshot} region={region} />
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  );
}

function Row({ endpoint, snapshot, region }: { endpoint: VpcEndpoint; snapshot: Snapshot; region: string }) {
  const nameOf = nameIn(snapshot);
  const { id, type, serviceName, state, requesterManaged } = endpoint;
  const isGateway = type === "Gateway";
  const where = (isGateway ? endpoint.routeTableIds : endpoint.subnetIds).map(nameOf);
  return (
    <TableRow>
      <th scope="row" className="px-3 py-2 pl-4 text-left align-top font-normal">
        <UntrustedText className="font-mono text-sm font-medium">{shortName(serviceName, region)}</UntrustedText>
        <span className="block">
          <ResourceId id={id} className="text-muted" />
        </span>
      </th>
      <TableCell>
        {type}
        {requesterManaged ? <span className="block text-xs text-muted">managed by AWS</span> : null}
      </TableCell>
      <TableCell>
        <Badge tone={TONES[state] ?? "neutral"}>{state}</Badge>
      </TableCell>
      <TableCell>{isGateway ? <span className="text-muted">not needed</span> : privateDnsWord(endpoint)}</TableCell>
      <TableCell className="min-w-40">
        <Lines lines={where} none={isGateway ? "no route table" : "no subnet"} />
      </TableCell>
      <TableCell>
        <Lines lines={endpoint.securityGroupIds.map(nameOf)} none="–" />
      </TableCell>
    </TableRow>
  );
}

function Lines({ lines, none }: { lines: readonly string[]; none: string }) {
  if (lines.length === 0) return <span className="text-muted">{none}</span>;
  return [...lines].sort().map((line) => (
    <UntrustedText key={line} className="block">
      {line}
    </UntrustedText>
  ));
}
