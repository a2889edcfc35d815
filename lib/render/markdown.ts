import { costLines } from "#lib/core/cost/cost";
import { type FindingGroup, findingSections } from "#lib/core/format/finding-groups";
import { blockReasons, SEVERITIES, VERDICTS } from "#lib/core/format/labels";
import type { DnsRow, Plan, ReachabilityRow } from "#lib/core/format/plan-format";
import { listed } from "#lib/core/text/phrases";
import { blockedHeadline, noChangesLine } from "./blocked";
import { cliScript } from "./cli";
import { block, code, inline, table } from "./markdown/escape";
import { rollbackSteps } from "./markdown/rollback";
import { mermaid } from "./mermaid";
import { resolutionWords } from "./words/resolution";
import { portsOfRow } from "./words/row-ports";

const dollars = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumFractionDigits: 4 });
const usd = (amount: number): string => dollars.format(amount);

/** The plan as a change request for a ticket or pull request: what, why, risks, cost, how to apply and how to undo it. */
export function markdown(plan: Plan, notChecked: readonly string[] = []): string {
  const { changes, dns, reachability } = plan;
  const { blocking, other } = findingSections(plan);
  return `${[
    `# Change request: private access to AWS services in ${inline(plan.vpcId)}`,
    ...(blocking.length > 0 ? [`**${inline(blockedHeadline(blocking))}**`, blocking.map(finding).join("\n")] : []),
    summary(plan),
    ...(changes.length === 0 ? [inline(noChangesLine(plan))] : []),
    ...section("Findings", other.length > 0 ? [other.map(finding).join("\n")] : []),
    ...section("Not checked", notChecked.length > 0 ? [notChecked.map((what) => `- ${inline(what)}`).join("\n")] : []),
    ...section("Changes", changes.length > 0 ? [changeTable(plan)] : []),
    ...section("Picture", [block("mermaid", mermaid(plan))]),
    ...section(
      "DNS",
      dns.length > 0 ? [table(["Name", "Service", "Resolves to, today", "Afterwards"], dns.map(dnsCells))] : [],
    ),
    ...section(
      "Reachability",
      reachability.length > 0
        ? [
            table(
              ["Workload", "Subnet", "Service", "TCP ports", "Today", "Afterwards", "Blocked by"],
              reachability.map(reachabilityCells),
            ),
          ]
        : [],
    ),
    ...section("Cost", cost(plan)),
    ...(changes.length > 0
      ? [
          ...section("How to apply", [howTo(plan), block("bash", cliScript(plan))]),
          ...section("How to undo", [
            rollbackSteps(changes)
              .map((step, index) => `${index + 1}. ${step}`)
              .join("\n"),
          ]),
        ]
      : []),
  ].join("\n\n")}\n`;
}

const section = (title: string, parts: readonly string[]): string[] =>
  parts.length > 0 ? [`## ${title}`, ...parts] : [];

function summary({ vpcId, region, changes, intent, cost, fingerprint }: Plan): string {
  return table(
    ["", ""],
    [
      ["VPC", `${code(vpcId)} in ${code(region)}`],
      ["Services", intent.services.map(code).join(", ")],
      ["Workloads", intent.clientSecurityGroupIds.map(code).join(", ")],
      ["Changes", String(changes.length)],
      ["Cost added", `${usd(cost.monthlyUsd)} a month`],
      ["Plan", code(fingerprint)],
    ],
  );
}

function finding({ severity, code: name, summaries, details, resources, fixes }: FindingGroup): string {
  const [first = "", ...more] = summaries;
  return [
    `- **${SEVERITIES[severity].one}** ${code(name)}: ${inline(first)}`,
    ...[...more, ...details].map((text) => `  ${inline(text)}`),
    ...(resources.length > 0 ? [`  Concerns ${resources.map(code).join(", ")}.`] : []),
    ...fixes.map((fix) => `  Next: ${inline(fix)}`),
  ].join("\n");
}

function changeTable({ changes }: Plan): string {
  return table(
    ["", "Change", "Call", "Why"],
    changes.map(({ id, operation, reason }, index) => [String(index + 1), code(id), code(operation), inline(reason)]),
  );
}

const dnsCells = ({ name, service, before, after }: DnsRow): string[] => [
  code(name),
  code(service),
  ...[before, after].map((by) => resolutionWords(by) ?? code(by)),
];

function reachabilityCells(row: ReachabilityRow): string[] {
  const { securityGroupId, subnetId, service, before, after, blockedBy } = row;
  const still = blockReasons(blockedBy.after);
  return [
    code(securityGroupId),
    code(subnetId),
    code(service),
    inline(portsOfRow(row).join(", ")),
    VERDICTS[before],
    VERDICTS[after],
    inline(listed(still)),
  ];
}

function cost(plan: Plan): string[] {
  const { hourlyUsd, monthlyUsd, perGbUsd, asOf, assumptions } = plan.cost;
  const lines = costLines(plan).map((line) => [code(line.endpoint), code(line.subnetId), usd(line.monthlyUsd)]);
  return [
    `${usd(hourlyUsd)} an hour, ${usd(monthlyUsd)} a month, and ${usd(perGbUsd)} per GB. List prices of ${inline(asOf)}.`,
    lines.length > 0 ? table(["Endpoint", "Subnet", "A month"], lines) : "",
    assumptions.map((assumption) => `- ${inline(assumption)}`).join("\n"),
  ].filter(Boolean);
}

const howTo = ({ fingerprint }: Plan): string =>
  `${code(`npx postern apply --intent FILE --fingerprint ${fingerprint} --yes`)} applies exactly this, or nothing when the account has changed. The same with the AWS CLI:`;
