"use client";
import { ArrowRightLeft, Globe, type LucideIcon, Plug, Shield } from "lucide-react";
import { Badge } from "#components/ui/badge";
import { CodeBlock } from "#components/ui/code-block";
import { Disclosure } from "#components/ui/disclosure";
import { Sentence } from "#components/ui/untrusted";
import type { Change, ChangeKind, Plan } from "#lib/core/format/plan-format";
import type { Snapshot } from "#lib/core/network/snapshot";
import { escapedJson } from "#lib/core/text/untrusted";
import { noChangesLine } from "#lib/render/blocked";
import { changeTitle } from "#lib/render/words/change-title";

type Group = { title: string; icon: LucideIcon; kinds: readonly ChangeKind[] };
const GROUPS: readonly Group[] = [
  { title: "DNS attributes of the VPC", icon: Globe, kinds: ["enable-dns-support", "enable-dns-hostnames"] },
  {
    title: "Security groups and rules",
    icon: Shield,
    kinds: ["create-security-group", "authorize-egress", "authorize-ingress"],
  },
  { title: "VPC endpoints", icon: Plug, kinds: ["create-endpoint", "modify-endpoint"] },
  { title: "Cutover: names lead to the endpoints", icon: ArrowRightLeft, kinds: ["enable-private-dns"] },
];

/** Every change in the order of the calls, grouped by what it is about, with the exact call. */
export function ChangeList({ plan, snapshot }: { plan: Plan; snapshot: Snapshot }) {
  if (plan.changes.length === 0) {
    return <p className="text-base text-muted">{noChangesLine(plan)}</p>;
  }
  const numbers = new Map(plan.changes.map(({ id }, index) => [id, index + 1]));
  return (
    <div className="flex flex-col gap-4">
      {GROUPS.map(({ title, icon: Icon, kinds }) => {
        const changes = plan.changes.filter(({ kind }) => kinds.includes(kind));
        if (changes.length === 0) return null;
        return (
          <section key={title} className="rounded-lg border bg-surface shadow-card">
            <h3 className="flex items-center gap-2 border-b px-4 py-2 text-sm font-semibold">
              <Icon size={15} aria-hidden className="text-muted" />
              {title}
              <span className="ml-auto text-xs font-normal text-muted tabular">{changes.length}</span>
            </h3>
            <ul className="divide-y">
              {changes.map((change) => (
                <ChangeItem key={change.id} change={change} snapshot={snapshot} numbers={numbers} />
              ))}
            </ul>
          </section>
        );
      })}
    </div>
  );
}

function ChangeItem({
  change,
  snapshot,
  numbers,
}: {
  change: Change;
  snapshot: Snapshot;
  numbers: ReadonlyMap<string, number>;
}) {
  const { id, operation, input, dependsOn, reason, until, reversible } = change;
  const after = dependsOn.flatMap((other) => numbers.get(other) ?? []).sort((a, b) => a - b);
  return (
    <li className="flex gap-3 px-4 py-2.5">
      <span className="w-5 shrink-0 pt-0.5 text-right text-sm text-muted tabular">{numbers.get(id)}</span>
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-baseline gap-x-3">
          <span className="text-base font-medium">
            <Sentence>{changeTitle(change, snapshot)}</Sentence>
          </span>
          <code className="font-mono text-xs text-muted">ec2:{operation}</code>
          {reversible ? null : <Badge tone="warning">cannot be rolled back</Badge>}
        </div>
        <p className="max-w-[100ch] text-sm text-muted">
          <Sentence>{reason}</Sentence>
        </p>
        <Disclosure summary="Exact call" className="mt-1">
          <CodeBlock code={escapedJson(input, 2)} label={`input of ${id}`} />
          <p className="mt-1.5 text-xs text-muted">
            {after.length > 0 ? `After ${after.map((number) => `#${number}`).join(", ")}. ` : "Waits for nothing. "}
            {until ? `What follows waits until it is ${until}. ` : ""}
            <span className="font-mono">{id}</span>
          </p>
        </Disclosure>
      </div>
    </li>
  );
}
