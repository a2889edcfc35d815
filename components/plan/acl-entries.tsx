import { CopyButton } from "#components/ui/copy-button";
import { ResourceId } from "#components/ui/resource-id";
import { Table, TableBody, TableCell, TableHead, TableHeading, TableRow } from "#components/ui/table";
import type { NetworkAclEntry } from "#lib/core/network/snapshot";
import type { LackingEntries } from "#lib/core/planning/acl-entries";
import { aclEntryCommands } from "#lib/render/cli/acl-entries";

/** Network ACLs that block: their entries, those that are lacking, and the commands that create these. */
export function AclEntries({ lacking, region }: { lacking: readonly LackingEntries[]; region: string }) {
  return (
    <div className="mt-2 flex flex-col gap-4">
      {lacking.map((one) => (
        <Acl key={one.acl.id} lacking={one} region={region} />
      ))}
    </div>
  );
}

function Acl({ lacking, region }: { lacking: LackingEntries; region: string }) {
  const { acl, entries } = lacking;
  const rows = [
    ...acl.entries.map((entry) => ({ entry, isNew: false })),
    ...entries.map((entry) => ({ entry, isNew: true })),
  ];
  const inOrder = rows.toSorted(
    (a, b) => Number(a.entry.egress) - Number(b.entry.egress) || a.entry.ruleNumber - b.entry.ruleNumber,
  );
  const commands = aclEntryCommands(region, lacking);
  return (
    <section aria-label={`Network ACL ${acl.id}`} className="overflow-hidden rounded-md border">
      <p className="px-3 py-2 text-sm">
        Network ACL <ResourceId id={acl.id} name={acl.tags.Name} />: the entries marked + are lacking. Postern changes
        no network ACLs; run these commands, then read the account again.
      </p>
      <Table label={`Entries of ${acl.id}`}>
        <TableHead>
          <tr>
            <TableHeading>Direction</TableHeading>
            <TableHeading>Number</TableHeading>
            <TableHeading>Traffic</TableHeading>
            <TableHeading>From or to</TableHeading>
            <TableHeading>Action</TableHeading>
          </tr>
        </TableHead>
        <TableBody>
          {inOrder.map(({ entry, isNew }) => (
            <TableRow key={`${entry.egress} ${entry.ruleNumber} ${entry.cidr} ${isNew}`}>
              <TableCell>{entry.egress ? "outbound" : "inbound"}</TableCell>
              <TableCell className={isNew ? "font-medium text-success tabular" : "tabular"}>
                {isNew ? "+ " : ""}
                {entry.ruleNumber}
              </TableCell>
              <TableCell>{trafficOf(entry)}</TableCell>
              <TableCell className="font-mono text-xs">{entry.cidr}</TableCell>
              <TableCell className={entry.allow ? "text-success" : "text-danger"}>
                {entry.allow ? "allow" : "deny"}
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      <div className="flex items-start gap-2 border-t bg-sunken px-3 py-2">
        <pre className="min-w-0 flex-1 font-mono text-xs whitespace-pre-wrap wrap-anywhere">{commands}</pre>
        <CopyButton text={commands} label="Copy the commands" />
      </div>
    </section>
  );
}

function trafficOf({ protocol, ports }: NetworkAclEntry): string {
  const name =
    protocol === "-1" ? "all traffic" : protocol === "6" ? "TCP" : protocol === "17" ? "UDP" : `protocol ${protocol}`;
  if (!ports) return name;
  return `${name} ${ports.from === ports.to ? ports.from : `${ports.from}-${ports.to}`}`;
}
