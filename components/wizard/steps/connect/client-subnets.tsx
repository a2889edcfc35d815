"use client";
import { useMemo } from "react";
import { Badge } from "#components/ui/badge";
import { Checkbox } from "#components/ui/checkbox";
import { FieldError } from "#components/ui/field";
import { UntrustedText } from "#components/ui/untrusted";
import type { Snapshot, SubnetId } from "#lib/core/network/snapshot";
import { visible } from "#lib/core/text/untrusted";
import { type ClientSubnetRow, clientSubnetRows } from "./client-subnet-rows";

/** In which subnets the client groups' workloads may come to run, besides those where they run now. */
export function ClientSubnets({
  snapshot,
  clientSecurityGroupIds,
  chosen,
  onChange,
  error,
}: {
  snapshot: Snapshot;
  clientSecurityGroupIds: readonly string[];
  chosen: readonly SubnetId[];
  onChange: (chosen: SubnetId[]) => void;
  error: string | undefined;
}) {
  const rows = useMemo(() => clientSubnetRows(snapshot, clientSecurityGroupIds), [snapshot, clientSecurityGroupIds]);
  const gone = chosen.filter((id) => !rows.some(({ subnet }) => subnet.id === id));
  const set = (id: SubnetId, on: boolean) =>
    onChange(on ? [...chosen, id].sort() : chosen.filter((each) => each !== id));
  return (
    <section aria-labelledby="client-subnets-label" className="flex flex-col gap-2">
      <div>
        <h2 id="client-subnets-label" className="text-base font-medium">
          Where may they run?
        </h2>
        <p className="max-w-prose text-sm text-muted">
          Subnets where new tasks or instances may be placed, besides those where they run now. Gateway endpoints get
          the route tables of all of these, and every path is checked from there.
        </p>
      </div>
      {error ? <FieldError id="client-subnets-error">{error}</FieldError> : null}
      <ul
        id="client-subnets"
        aria-labelledby="client-subnets-label"
        {...(error ? { "aria-describedby": "client-subnets-error" } : {})}
        className="max-h-72 divide-y overflow-y-auto rounded-lg border bg-surface shadow-card"
      >
        {rows.map((row) => (
          <SubnetLine key={row.subnet.id} row={row} checked={chosen.includes(row.subnet.id)} onChange={set} />
        ))}
        {gone.map((id) => (
          <li key={id}>
            {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is Base UI's checkbox */}
            <label className="flex items-center gap-3 px-3 py-2 text-sm text-danger">
              <Checkbox checked onCheckedChange={() => set(id, false)} />
              {id} is not in this VPC any more
            </label>
          </li>
        ))}
      </ul>
      {rows.length === 0 && gone.length === 0 ? <p className="text-base text-muted">This VPC has no subnets.</p> : null}
    </section>
  );
}

function SubnetLine({
  row: { subnet, kind, interfaces },
  checked,
  onChange,
}: {
  row: ClientSubnetRow;
  checked: boolean;
  onChange: (id: SubnetId, on: boolean) => void;
}) {
  const name = subnet.tags.Name;
  const runsHere = interfaces > 0;
  return (
    <li>
      {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is Base UI's checkbox */}
      <label className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
        <Checkbox
          checked={checked || runsHere}
          disabled={runsHere}
          aria-label={`${visible(name || subnet.id)} in ${subnet.availabilityZone}`}
          onCheckedChange={(on) => onChange(subnet.id, on)}
        />
        <span className="min-w-44 flex-1">
          <UntrustedText className="block text-base wrap-anywhere">{name || subnet.id}</UntrustedText>
          <span className="block font-mono text-xs wrap-anywhere text-muted">
            {name ? `${subnet.id} · ` : ""}
            {subnet.cidr ?? subnet.ipv6Cidrs[0]}
          </span>
        </span>
        <span className="flex flex-wrap gap-1 max-sm:pl-7 sm:justify-end">
          {runsHere ? (
            <Badge tone="accent">
              {interfaces} {interfaces === 1 ? "interface" : "interfaces"} here now
            </Badge>
          ) : null}
          <Badge>{kind}</Badge>
          <Badge>{subnet.availabilityZone}</Badge>
        </span>
      </label>
    </li>
  );
}
