import type { Plan } from "#lib/core/format/plan-format";
import { blocks, endpointOf } from "./powershell/blocks";
import { calls, type Helper, helpers } from "./powershell/helpers";
import { comment, word } from "./powershell/words";
import { type Shell, script } from "./script";

/** Windows PowerShell 5.1 and PowerShell 7 alike. */
const powershell: Shell<Helper> = {
  first: [],
  comment,
  say: (text) => `Write-Line ${word(text)}`,
  exit: (code) => `exit ${code}`,
  usage: "$env:AWS_PROFILE = 'name'; pwsh -File postern.ps1",
  setup: `\
$ErrorActionPreference = 'Stop'
Set-StrictMode -Version 2
# The exit code of aws is read where it is called.
$PSNativeCommandUseErrorActionPreference = $false

function Write-Line([string] $Text) { [Console]::Error.WriteLine($Text) }`,
  preamble: calls,
  helpers,
  start: ({ region, vpcId }) =>
    [
      `$owner = Invoke-Ec2 'describe-vpcs' @('--vpc-ids', ${word(vpcId)}, '--query', 'Vpcs[0].OwnerId')`,
      `Write-Line (${word(`VPC ${vpcId} in ${region}, owned by account `)} + $owner)`,
    ].join("\n"),
  blocks,
  endpoint: (request, names, variable) => (variable ? `$${variable}` : endpointOf(request, names)),
  waiter: "wait",
  wait: (endpoint) => `Wait-Endpoint ${endpoint}`,
};

/** The parts of a script that hold nothing of a plan but its Region, VPC and run; which of the functions depends on the plan. */
export function fixedParts(plan: Plan): string[] {
  const text = powershellScript(plan);
  const functions = Object.values(helpers).map((helper) => helper(plan));
  return [powershell.setup, powershell.preamble(plan), ...functions].filter((part) => text.includes(part));
}

/** The plan as a PowerShell script (`script`). It is in ASCII. */
export function powershellScript(plan: Plan): string {
  return script(plan, powershell);
}
