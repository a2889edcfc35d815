import { SEVERITIES } from "#lib/core/format/labels";
import type { Change, Plan } from "#lib/core/format/plan-format";
import { scriptRequests } from "#lib/core/format/requests";
import { standsAgainst } from "#lib/core/format/severity";
import { counted } from "#lib/core/text/phrases";
import { visible } from "#lib/core/text/untrusted";
import { type Block, blocks, endpointWord, variableOf } from "./cli/blocks";
import { type Helper, helpers } from "./cli/helpers";
import { word } from "./cli/words";
import { inOrder } from "./pieces";

const comment = (text: string): string => `# ${visible(text)}`.trimEnd();

/**
 * The plan as a bash script (dash and zsh read it alike) that carries it out with the AWS CLI, version 1 or 2. It stops at
 * the first error, waits for endpoints, and can be run again. Where findings stand against the plan it ends with 3 before its
 * first call; without changes it says so and ends with 0.
 */
export function cliScript(plan: Plan): string {
  const steps = stepsOf(plan);
  const blocked = standsAgainst(plan).length > 0;
  const end = steps.length > 0 ? "Done." : "Nothing is to be done: what the plan asks for is there already.";
  return `${[
    header(plan),
    findings(plan),
    ...(steps.length > 0 ? [preamble, ...helpersOf(plan, steps), start(plan), ...steps.map(({ text }) => text)] : []),
    ...(blocked && steps.length === 0 ? [] : [`say ${word(end)}`]),
  ]
    .filter(Boolean)
    .join("\n\n")}\n`;
}

function header(plan: Plan): string {
  return [
    "#!/usr/bin/env bash",
    comment(
      `Private access to AWS services in VPC ${plan.vpcId}, ${plan.region}: ${counted(plan.changes.length, "change")}.`,
    ),
    comment(`Made by Postern. The plan's fingerprint is ${plan.fingerprint}.`),
    "#",
    "# Run it with the AWS CLI, version 1 or 2, and credentials of the account that the plan was made for:",
    "#     AWS_PROFILE=name bash postern.sh",
    "# It stops at the first error. It can be run again: what an earlier run has made is found by its tags and kept.",
    "",
    "# A shell without pipefail can do without it: nothing here pipes a command that may fail.",
    "if (set -o pipefail) 2>/dev/null; then",
    "set -euo pipefail",
    "else",
    "set -eu",
    "fi",
    "",
    "say() { printf '%s\\n' \"$*\" >&2; }",
  ].join("\n");
}

/** What the plan found, for the reader; where it stands against the plan the script ends before its first call, as `apply` does. */
function findings(plan: Plan): string {
  const { findings: found } = plan;
  if (found.length === 0) return "";
  const reasons = standsAgainst(plan);
  return [
    "# Findings",
    ...found.flatMap(({ severity, code, summary, fix }) => [
      comment(`- ${SEVERITIES[severity].one} ${code}: ${summary}`),
      ...(fix ? [comment(`  ${fix}`)] : []),
    ]),
    ...reasons.map((reason) => `say ${word(visible(reason))}`),
    ...(reasons.length > 0
      ? ["say 'Nothing was sent to AWS. Put that right, or accept it, and make a new plan.'", "exit 3"]
      : []),
  ].join("\n");
}

const preamble = `\
stop() { say "$*"; exit 1; }

# Version 2 of the CLI would show answers in a pager and wait for a key.
export AWS_PAGER=''`;

function helpersOf(plan: Plan, steps: readonly Block[]): string[] {
  const needed = new Set(steps.flatMap(({ needs }) => needs));
  return (Object.keys(helpers) as Helper[])
    .filter((helper) => needed.has(helper))
    .map((helper) => helpers[helper](plan));
}

/** Ends the script, before it changes anything, when the VPC is not in this account and Region. */
function start({ region, vpcId }: Plan): string {
  return [
    `owner=$(aws ec2 describe-vpcs --vpc-ids ${word(vpcId)} --region ${word(region)} --query 'Vpcs[0].OwnerId' --output text)`,
    `say ${word(visible(`VPC ${vpcId} in ${region}, owned by account`))} "$owner"`,
  ].join("\n");
}

/** One paragraph per change. An endpoint is waited for when something depends on it, so that several come up side by side. */
function stepsOf(plan: Plan): Block[] {
  const list = scriptRequests(plan);
  const pending = new Map<string, string>();
  const waitFor = (ids: readonly string[]): string[] =>
    ids.flatMap((id) => {
      const endpoint = pending.get(id);
      pending.delete(id);
      return endpoint ? [`wait_until_available ${endpoint}`] : [];
    });
  const steps = inOrder<Block>(list, variableOf, (request, variable, names, index) => {
    const { needs, text } = blocks[request.operation](request, { region: plan.region, names }, variable);
    const waits = waitFor(request.dependsOn);
    if (request.until) pending.set(request.id, variable ? `"$${variable}"` : endpointWord(request, names));
    return {
      needs: request.until ? ["wait", ...needs] : needs,
      text: [...title(request, `${index + 1} of ${list.length}`), ...waits, text].join("\n"),
    };
  });
  const last = waitFor([...pending.keys()]);
  return last.length > 0 ? [...steps, { needs: [], text: last.join("\n") }] : steps;
}

function title({ id, reason }: Change, position: string): string[] {
  const name = `${position}: ${visible(id)}`;
  return [comment(name), comment(reason), `say ${word(name)}`];
}
