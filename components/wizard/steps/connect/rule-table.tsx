"use client";
import { ArrowDownLeft, ArrowUpRight } from "lucide-react";
import { Card, CardHeader } from "#components/ui/card";
import { ResourceId } from "#components/ui/resource-id";
import { Table, TableBody, TableCell, TableHead, TableHeading, TableRow } from "#components/ui/table";
import { Sentence, UntrustedText } from "#components/ui/untrusted";
import { networkChoiceOf } from "#lib/core/intent/draft";
import type { Snapshot } from "#lib/core/network/snapshot";
import { naming } from "#lib/render/words/names";
import { useDraft } from "../../draft/draft-context";
import { useLivePlan } from "../../draft/live-plan";
import { addedRules } from "./groups";

/** The rules that this adds, and those that do the work already. */
export function RuleTable({ snapshot }: { snapshot: Snapshot }) {
  const { draft } = useDraft();
  const { plan } = useLivePlan();
  const { clientSecurityGroupIds, endpointSecurityGroup } = networkChoiceOf(draft);
  const added = plan ? addedRules(plan) : [];
  const there = (plan?.findings ?? []).filter(({ code }) => code === "rule-already-covered");
  const named = naming(snapshot);
  const newName = "create" in endpointSecurityGroup ? endpointSecurityGroup.create.name : "";
  const resource = (id: string) => {
    if (id.startsWith("${") && !newName) return <span className="text-muted">not chosen yet</span>;
    if (id.startsWith("${"))
      return (
        <span className="font-medium">
          <UntrustedText>{newName}</UntrustedText> (new)
        </span>
      );
    const name =
      snapshot.securityGroups.find((group) => group.id === id)?.name ??
      snapshot.prefixLists.find((list) => list.id === id)?.name;
    return id.includes("/") ? (
      <UntrustedText className="font-mono text-xs">{id}</UntrustedText>
    ) : (
      <ResourceId id={id} name={name} stacked />
    );
  };
  return (
    <Card>
      <CardHeader title="Rules" description="Rules are only added; none is changed or removed." />
      {clientSecurityGroupIds.length === 0 ? (
        <p className="border-t px-4 py-5 text-base text-muted">Choose who needs access to see the rules this takes.</p>
      ) : (
        <>
          {added.length > 0 ? (
            <>
              <h3 className="border-t px-4 pt-3 text-xs font-medium text-success">Added</h3>
              <Table label="Rules that are added">
                <TableHead>
                  <tr>
                    <TableHeading>On group</TableHeading>
                    <TableHeading>Direction</TableHeading>
                    <TableHeading>To or from</TableHeading>
                    <TableHeading>Port</TableHeading>
                  </tr>
                </TableHead>
                <TableBody>
                  {added.map(({ direction, group, peer, traffic }) => (
                    <TableRow key={`${direction} ${group} ${peer} ${traffic}`}>
                      <TableCell>{resource(group)}</TableCell>
                      <TableCell className="whitespace-nowrap">
                        {direction === "out" ? (
                          <span className="flex items-center gap-1.5">
                            <ArrowUpRight size={14} aria-hidden className="text-muted" /> out to
                          </span>
                        ) : (
                          <span className="flex items-center gap-1.5">
                            <ArrowDownLeft size={14} aria-hidden className="text-muted" /> in from
                          </span>
                        )}
                      </TableCell>
                      <TableCell>{resource(peer)}</TableCell>
                      <TableCell className="font-mono text-xs leading-5 whitespace-nowrap">{traffic}</TableCell>
                    </TableRow>
                  ))}
                </TableBody>
              </Table>
            </>
          ) : (
            <p className="border-t px-4 py-4 text-base">No rule has to be added.</p>
          )}
          {there.length > 0 ? (
            <div className="border-t px-4 py-3">
              <h3 className="mb-1 text-xs font-medium text-muted">There already</h3>
              <ul className="flex flex-col gap-1 text-sm">
                {there.map(({ summary, detail }) => (
                  <li key={summary}>
                    <Sentence>{named(summary)}</Sentence>{" "}
                    <span className="text-muted">
                      <Sentence>{named(detail)}</Sentence>
                    </span>
                  </li>
                ))}
              </ul>
            </div>
          ) : null}
        </>
      )}
    </Card>
  );
}
