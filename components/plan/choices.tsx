import Link from "next/link";
import type { ReactNode } from "react";
import { ResourceId } from "#components/ui/resource-id";
import { Sentence } from "#components/ui/untrusted";
import { stepNames, stepPath } from "#components/wizard/step-names";
import type { Plan } from "#lib/core/format/plan-format";
import type { Step } from "#lib/core/intent/draft";
import type { Snapshot } from "#lib/core/network/snapshot";
import { counted, listed } from "#lib/core/text/phrases";
import { nameIn } from "#lib/render/words/names";

/** What was chosen in each step, with a link back to it. */
export function Choices({ draftId, plan, snapshot }: { draftId: string; plan: Plan; snapshot: Snapshot }) {
  const { intent } = plan;
  const nameOf = nameIn(snapshot);
  const group = intent.endpointSecurityGroup;
  const policies = Object.keys(intent.policies);
  const sections: { step: Step; value: ReactNode }[] = [
    {
      step: "network",
      value: (
        <>
          <ResourceId id={intent.vpcId} name={snapshot.vpc?.tags.Name} /> in {intent.region}
        </>
      ),
    },
    { step: "needs", value: <span className="font-mono text-xs">{intent.services.join(", ")}</span> },
    {
      step: "placement",
      value: intent.subnetIds.length > 0 ? listed(intent.subnetIds.map(nameOf).sort(), 6) : "No subnets: gateways only",
    },
    {
      step: "connect",
      value: `${listed(intent.clientSecurityGroupIds.map(nameOf).sort(), 6)} to ${"id" in group ? nameOf(group.id) : `${group.create.name} (new, or the one of that name)`}`,
    },
    {
      step: "tune",
      value: [
        intent.privateDns
          ? `Private DNS, ${intent.cutover === "safe" ? "switched on last" : "on from the start"}`
          : "No private DNS",
        policies.length > 0 ? `policies for ${listed(policies)}` : "full access policies",
        intent.ipAddressType === "ipv4" ? "" : intent.ipAddressType,
        Object.keys(intent.tags).length > 0 ? counted(Object.keys(intent.tags).length, "tag") : "",
      ]
        .filter(Boolean)
        .join(", "),
    },
  ];
  return (
    <dl className="divide-y rounded-lg border bg-surface text-sm shadow-card">
      {sections.map(({ step, value }) => (
        <div key={step} className="flex flex-wrap items-baseline gap-x-4 px-4 py-2 sm:flex-nowrap">
          <dt className="w-full shrink-0 text-muted sm:w-44">{stepNames[step]}</dt>
          <dd className="min-w-0 flex-1">{typeof value === "string" ? <Sentence>{value}</Sentence> : value}</dd>
          <dd>
            <Link href={stepPath(draftId, step)} className="font-medium text-accent underline-offset-2 hover:underline">
              Edit<span className="sr-only">: {stepNames[step]}</span>
            </Link>
          </dd>
        </div>
      ))}
    </dl>
  );
}
