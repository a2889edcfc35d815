"use client";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { Tabs } from "#components/ui/tabs";
import type { Plan } from "#lib/core/format/plan-format";
import type { Snapshot } from "#lib/core/network/snapshot";
import { ChangeList } from "./change-list";
import { CostTable } from "./cost-table";
import { PlanDiagram } from "./diagram/diagram";
import { DnsTable } from "./dns-table";
import { Commands, JsonDocuments, PlanDocument } from "./documents";
import { ReachabilityTable } from "./reachability-table";

const TABS = [
  "diagram",
  "changes",
  "dns",
  "reachability",
  "cost",
  "commands",
  "json",
  "cloudformation",
  "terraform",
  "change-request",
] as const;

/** The plan's tabs. The open one is in the address. */
export function PlanTabs({ plan, snapshot }: { plan: Plan; snapshot: Snapshot }) {
  const [tab, setTab] = useQueryState("tab", parseAsStringLiteral(TABS).withDefault("diagram"));
  const items = [
    { value: "diagram", label: "Diagram", content: <PlanDiagram snapshot={snapshot} plan={plan} /> },
    {
      value: "changes",
      label: `Changes (${plan.changes.length})`,
      content: <ChangeList plan={plan} snapshot={snapshot} />,
    },
    { value: "dns", label: "DNS", content: <DnsTable plan={plan} snapshot={snapshot} /> },
    { value: "reachability", label: "Reachability", content: <ReachabilityTable plan={plan} snapshot={snapshot} /> },
    { value: "cost", label: "Cost", content: <CostTable plan={plan} snapshot={snapshot} /> },
    { value: "commands", label: "Commands", content: <Commands plan={plan} snapshot={snapshot} /> },
    { value: "json", label: "JSON", content: <JsonDocuments plan={plan} /> },
    {
      value: "cloudformation",
      label: "CloudFormation",
      content: <PlanDocument plan={plan} snapshot={snapshot} format="cloudformation" />,
    },
    {
      value: "terraform",
      label: "Terraform",
      content: <PlanDocument plan={plan} snapshot={snapshot} format="terraform" />,
    },
    {
      value: "change-request",
      label: "Change request",
      content: <PlanDocument plan={plan} snapshot={snapshot} format="markdown" />,
    },
  ];
  return (
    <Tabs
      label="The plan"
      items={items}
      value={tab}
      onValueChange={(value) => void setTab(TABS.find((one) => one === value) ?? "diagram")}
    />
  );
}
