import type { Plan } from "#lib/core/format/plan-format";
import { scriptRunId } from "#lib/core/format/requests";
import { word } from "./words";

/** PowerShell functions that a script may need. */
export type Helper = "wait" | "find-endpoint" | "find-group" | "add-rules" | "assert-rules" | "add-missing";

/** Filters for what an earlier run created for the change `$Change`. */
const createdBefore = (plan: Plan): string =>
  [
    word(`Name=vpc-id,Values=${plan.vpcId}`),
    word(`Name=tag:postern:run,Values=${scriptRunId(plan)}`),
    '"Name=tag:postern:change,Values=$Change"',
  ].join(",\n    ");

/** Functions of every script that calls AWS. */
export const calls = ({ region }: Plan): string =>
  `function Stop-Script([string] $Text) { Write-Line $Text; exit 1 }

if (-not (Get-Command aws -ErrorAction SilentlyContinue)) { Stop-Script 'The AWS CLI (aws) is not installed.' }

# Runs aws ec2. The request goes through a file, as JSON, so that neither PowerShell nor another shell takes a part of it for its own.
function Invoke-Aws([string] $Operation, [string[]] $Options, [string] $Change) {
  $ErrorActionPreference = 'Continue'
  $arguments = @('ec2', $Operation) + $Options + @('--region', ${word(region)}, '--output', 'text')
  $file = [IO.Path]::GetTempFileName()
  try {
    [IO.File]::WriteAllText($file, $Change)
    if ($Change) { $arguments += @('--cli-input-json', "file://$file") }
    $output = @(aws @arguments 2>&1)
    $code = $LASTEXITCODE
  } finally {
    Remove-Item -LiteralPath $file
  }
  @{
    Code = $code
    Lines = @($output | Where-Object { $_ -isnot [Management.Automation.ErrorRecord] })
    Errors = @($output | Where-Object { $_ -is [Management.Automation.ErrorRecord] } | ForEach-Object { "$_" }) -join [Environment]::NewLine
  }
}

# The lines that aws ec2 prints. An error ends the script.
function Invoke-Ec2([string] $Operation, [string[]] $Options = @(), [string] $Change = '') {
  $result = Invoke-Aws $Operation $Options $Change
  if ($result.Code -ne 0) { Write-Line $result.Errors; exit $result.Code }
  $result.Lines
}`;

/** The functions' text, in the order in which a script defines them. Windows PowerShell 5.1 and PowerShell 7 read them alike. */
export const helpers: Record<Helper, (plan: Plan) => string> = {
  wait: ({ vpcId }) => `# Waits until an endpoint is available: up to 10 minutes, checking every 5 seconds.
function Wait-Endpoint([string] $Id) {
  for ($checks = 120; ; $checks--) {
    $query = "VpcEndpoints[?VpcEndpointId=='$Id'].State"
    $state = "$(Invoke-Ec2 'describe-vpc-endpoints' @('--filters', ${word(`Name=vpc-id,Values=${vpcId}`)}, '--query', $query))".Trim()
    if ($state -eq 'available') { return }
    if (@('failed', 'rejected', 'expired', 'deleting', 'deleted') -contains $state) {
      Stop-Script "The endpoint $Id will not become available: $state"
    }
    if ($checks -le 0) { Stop-Script "The endpoint $Id is not available after 10 minutes. Run this script again later." }
    Start-Sleep -Seconds 5
  }
}`,

  "find-endpoint": (
    plan,
  ) => String.raw`# The endpoint that an earlier run of this script created for a change, if it exists and has not failed.
function Find-Endpoint([string] $Change) {
  $rows = Invoke-Ec2 'describe-vpc-endpoints' @('--filters',
    ${createdBefore(plan)},
    '--query', 'VpcEndpoints[].[VpcEndpointId,State]')
  foreach ($row in @($rows)) {
    $id, $state = "$row" -split '\s+'
    if (@('available', 'pending', 'pendingAcceptance', 'partial') -contains $state) { return $id }
  }
}`,

  "find-group": (
    plan,
  ) => String.raw`# The security group that an earlier run of this script created for a change, if it exists.
function Find-Group([string] $Change) {
  $groups = Invoke-Ec2 'describe-security-groups' @('--filters',
    ${createdBefore(plan)},
    '--query', 'SecurityGroups[].GroupId')
  "$groups" -split '\s+' | Where-Object { $_ -like 'sg-*' } | Select-Object -First 1
}`,

  "add-rules":
    () => `# Sends an authorize-security-group-* request. $false: EC2 has such a rule already; any other error ends the script.
function Add-Rules([string] $Operation, [string] $Change) {
  $result = Invoke-Aws $Operation @() $Change
  if ($result.Code -eq 0) { return $true }
  if ($result.Errors -like '*An error occurred (InvalidPermission.Duplicate)*') { Write-Line '  Exists already.'; return $false }
  Write-Line $result.Errors
  exit $result.Code
}`,

  "assert-rules":
    () => String.raw`# Ends the script unless a group has a rule of a protocol and port range for each of these peers. EC2 takes all rules of a call or
# none: when one of them exists already, the others may not.
function Assert-Rules([string] $Group, [string] $List, [string] $Protocol, [int] $From, [int] $To, [string[]] $Peers) {
  $rules = "SecurityGroups[].$List[?IpProtocol=='$Protocol' && to_string(FromPort)=='$From' && to_string(ToPort)=='$To'][]"
  $query = $rules + '.[UserIdGroupPairs[].GroupId,PrefixListIds[].PrefixListId,IpRanges[].CidrIp,Ipv6Ranges[].CidrIpv6][][]'
  $had = "$(Invoke-Ec2 'describe-security-groups' @('--group-ids', $Group, '--query', $query))" -split '\s+'
  foreach ($peer in $Peers) {
    if ($had -notcontains $peer) {
      Stop-Script "Only some of the rules are in $Group, the one for $peer is missing. The account has changed: make a new plan."
    }
  }
}`,

  "add-missing":
    () => String.raw`# Modifies an endpoint: adds the ids that it does not have yet. $Rest: the request's other members, as JSON without its braces.
function Add-Missing([string] $Id, $Additions, [string] $Rest) {
  $query = 'VpcEndpoints[].[SubnetIds,RouteTableIds,Groups[].GroupId][][]'
  $had = "$(Invoke-Ec2 'describe-vpc-endpoints' @('--vpc-endpoint-ids', $Id, '--query', $query))" -split '\s+'
  $members = @()
  foreach ($field in $Additions.Keys) {
    $missing = @($Additions[$field] | Where-Object { $had -notcontains $_ } | ForEach-Object { ConvertTo-Json $_ })
    if ($missing.Count -gt 0) { $members += '"' + $field + '":[' + ($missing -join ',') + ']' }
  }
  if ($Rest) { $members += $Rest }
  if ($members.Count -eq 0) { Write-Line '  Exists already.'; return }
  $members = @('"VpcEndpointId":' + (ConvertTo-Json $Id)) + $members
  $null = Invoke-Ec2 'modify-vpc-endpoint' @() ('{' + ($members -join ',') + '}')
}`,
};
