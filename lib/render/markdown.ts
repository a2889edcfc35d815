import { type FindingGroup, findingSections } from "#lib/core/format/finding-groups";
import { SEVERITIES } from "#lib/core/format/labels";
import type { Plan } from "#lib/core/format/plan-format";
import { aboutOf } from "#lib/core/run/names";
import { counted, listed } from "#lib/core/text/phrases";
import { visibleLines } from "#lib/core/text/untrusted";
import { blockedHeadline, noChangesLine } from "./blocked";
import { type DocumentContext, NO_CONTEXT } from "./document-context";
import { block, code, inline, table } from "./markdown/escape";
import { impactLines } from "./markdown/impact";
import { rollbackParts } from "./markdown/rollback";
import { changesByPhase, costTable, dnsTable, nameAndId, reachabilityTable, usd, withNames } from "./markdown/tables";
import { mermaid } from "./mermaid";
import { proofCommands } from "./words/proof";
import { purpose } from "./words/run-title";

/** Larger pictures are no longer readable in a ticket, and leave no room for the text: a comment on GitHub holds 65,536 characters. */
const LARGEST_PICTURE = 10_000;

/**
 * The plan as a change request for a ticket or pull request: what, why, risks, impact, cost, how to apply, verify and undo it. Scripts
 * are named as attachments, so that it fits into a comment.
 */
export function markdown(plan: Plan, context: DocumentContext = NO_CONTEXT): string {
  const { changes, dns, reachability } = plan;
  const { names, notChecked } = context;
  const { blocking, other } = findingSections(plan);
  // That the plan is blocked is said above, once.
  const picture = mermaid({ ...plan, findings: [] });
  const finding = (group: FindingGroup) => findingItem(group, context);
  const hasChanges = changes.length > 0;
  return `${[
    `# Change request: ${inline(purpose(aboutOf(plan, names)))}`,
    ...(blocking.length > 0 ? [`**${inline(blockedHeadline(blocking))}**`, blocking.map(finding).join("\n")] : []),
    summary(plan, context),
    ...(context.outcome ? [`**Purpose:** ${inline(context.outcome)}`] : []),
    ...(hasChanges ? [] : [inline(noChangesLine(plan))]),
    ...section("Findings", other.length > 0 ? [other.map(finding).join("\n")] : []),
    ...section("Not checked", notChecked.length > 0 ? [notChecked.map((what) => `- ${inline(what)}`).join("\n")] : []),
    ...section(
      "Impact and maintenance window",
      hasChanges
        ? [
            impactLines(plan)
              .map((line) => `- ${line}`)
              .join("\n"),
          ]
        : [],
    ),
    ...section("Changes", changesByPhase(plan, names)),
    ...section("Picture", picture.length <= LARGEST_PICTURE ? [block("mermaid", picture)] : []),
    ...section("DNS", dns.length > 0 ? dnsTable(plan) : []),
    ...section("Reachability", reachability.length > 0 ? [reachabilityTable(plan, names)] : []),
    ...section("Cost", cost(plan)),
    ...section("How to apply", hasChanges ? howTo(plan) : []),
    ...section("Verification", hasChanges ? verification(plan, context) : []),
    ...section("How to undo", hasChanges ? rollbackParts(plan) : []),
  ].join("\n\n")}\n`;
}

const section = (title: string, parts: readonly string[]): string[] =>
  parts.length > 0 ? [`## ${title}`, ...parts] : [];

function summary(plan: Plan, { names, accountId }: DocumentContext): string {
  const {
    vpcId,
    region,
    changes,
    intent,
    cost: { monthlyUsd },
    fingerprint,
  } = plan;
  return table(
    ["What", "In this request"],
    [
      ["VPC", `${nameAndId(vpcId, names)} in ${code(region)}${accountId ? `, account ${code(accountId)}` : ""}`],
      ["Workloads", intent.clientSecurityGroupIds.map((id) => nameAndId(id, names)).join(", ") || "–"],
      ["Services", intent.services.map(code).join(", ") || "–"],
      ["Risk", risk(plan)],
      ["Changes", String(changes.length)],
      ["Cost added", `${usd(monthlyUsd)} a month`],
      ["Plan", code(fingerprint)],
    ],
  );
}

function risk(plan: Plan): string {
  const { blocking, other } = findingSections(plan);
  const warnings = other.filter(({ severity }) => severity !== "info").length;
  if (blocking.length > 0)
    return `**Blocked** by ${counted(blocking.length, "finding")}, and ${counted(warnings, "warning")}`;
  return warnings > 0 ? counted(warnings, "warning") : "none found";
}

/** In a ticket nobody can set fields of an intent: what to do is said in words. */
const DECISION = "Allow these workloads in the review as well, or accept there that they lose this access.";

function findingItem(
  { severity, code: name, summaries, details, resources, fixes }: FindingGroup,
  context: DocumentContext,
): string {
  const text = (raw: string) => inline(withNames(raw, context.names));
  const [first = "", ...more] = summaries;
  const isDecision = name === "blast-radius" && fixes.some((fix) => fix !== "Accepted.");
  return [
    `- **${SEVERITIES[severity].one}:** ${text(first)} (${code(name)})`,
    ...[...more, ...details].map((line) => `  ${text(line)}`),
    ...(resources.length > 0 ? [`  Concerns ${resources.map((id) => nameAndId(id, context.names)).join(", ")}.`] : []),
    ...(isDecision ? [DECISION] : fixes).map((fix) => `  Next: ${text(fix)}`),
  ].join("\n");
}

function cost(plan: Plan): string[] {
  const { hourlyUsd, monthlyUsd, perGbUsd, asOf, assumptions } = plan.cost;
  return [
    `${usd(hourlyUsd)} an hour, ${usd(monthlyUsd)} a month, and ${usd(perGbUsd)} per GB. List prices of ${inline(asOf)}.`,
    ...costTable(plan),
    assumptions.map((assumption) => `- ${inline(assumption)}`).join("\n"),
  ].filter(Boolean);
}

const howTo = ({ fingerprint }: Plan): string[] => [
  `${code(`npx postern apply --intent FILE --fingerprint ${fingerprint} --yes`)} applies exactly this, or nothing when the account has changed.`,
  `The same calls as a script for the AWS CLI are the attachment ${code("postern.sh")}: the tab “Commands” of the review, or ${code("npx postern plan --intent FILE --format cli --out postern.sh")}.`,
];

function verification(plan: Plan, { accountId }: DocumentContext): string[] {
  const services = [...new Set(plan.dns.map(({ service }) => service))];
  const [first] = services;
  const sample = first
    ? proofCommands({ ...plan, dns: plan.dns.filter(({ service }) => service === first) }, accountId ?? "ACCOUNT")
    : "";
  return [
    "After the last change Postern reads the account again and checks that each endpoint is available, with an interface or a route in each place, that names resolve to them, that every rule is there, and that each path of the table above is as it says. The run's page shows each check.",
    ...(sample
      ? [
          `From inside the VPC, for ${code(first ?? "")}${services.length > 1 ? `; for ${listed(services.slice(1), 5)} the run's page has the same` : ""}:`,
          block("bash", visibleLines(sample)),
        ]
      : []),
  ];
}
