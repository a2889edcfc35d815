import type { Plan } from "#lib/core/format/plan-format";
import { scriptRunId } from "#lib/core/format/requests";
import { word } from "./words";

/** Shell functions that a script may need. */
export type Helper = "wait" | "find-endpoint" | "find-group" | "authorize" | "has-rules" | "add-missing";

/** Filters for what an earlier run created for the change `"$1"`. */
const createdBefore = (plan: Plan): string =>
  [
    word(`Name=vpc-id,Values=${plan.vpcId}`),
    word(`Name=tag:postern:run,Values=${scriptRunId(plan)}`),
    '"Name=tag:postern:change,Values=$1"',
  ].join(" \\\n    ");

/**
 * The functions' text, in the order in which a script defines them. They hold to what bash, dash and zsh share: no arrays,
 * no word splitting of variables; and since bash forgets `set -e` inside `$(…)`, a call there states itself what happens when
 * it fails.
 */
export const helpers: Record<Helper, (plan: Plan) => string> = {
  wait: ({
    region,
    vpcId,
  }) => String.raw`# Waits until an endpoint is available: up to 10 minutes, checking every 5 seconds.
wait_until_available() {
  checks=120
  while :; do
    state=$(aws ec2 describe-vpc-endpoints --region ${word(region)} --filters ${word(`Name=vpc-id,Values=${vpcId}`)} \
      --query "VpcEndpoints[?VpcEndpointId=='$1'].State" --output text)
    case $(printf '%s' "$state" | tr '[:upper:]' '[:lower:]') in
      *available) return ;;
      *failed | *rejected | *expired | *deleting | *deleted) stop "The endpoint $1 will not become available: $state" ;;
    esac
    [ "$checks" -gt 0 ] || stop "The endpoint $1 is not available after 10 minutes. Run this script again later."
    checks=$((checks - 1))
    sleep 5
  done
}`,

  "find-endpoint": (
    plan,
  ) => String.raw`# The endpoint that an earlier run of this script created for a change, if it exists and has not failed.
find_endpoint() {
  output=$(aws ec2 describe-vpc-endpoints --region ${word(plan.region)} --filters \
    ${createdBefore(plan)} \
    --query 'VpcEndpoints[].[VpcEndpointId,State]' --output text) || exit
  found=''
  for item in $(printf '%s' "$output" | tr '[:upper:]' '[:lower:]'); do
    case $item in
      vpce-*) found=$item ;;
      available | pending | pendingacceptance | partial) printf '%s' "$found"; return ;;
    esac
  done
}`,

  "find-group": (
    plan,
  ) => String.raw`# The security group that an earlier run of this script created for a change, if it exists.
find_group() {
  output=$(aws ec2 describe-security-groups --region ${word(plan.region)} --filters \
    ${createdBefore(plan)} \
    --query 'SecurityGroups[].GroupId' --output text) || exit
  for item in $(printf '%s' "$output"); do
    case $item in sg-*) printf '%s' "$item"; return ;; esac
  done
}`,

  authorize:
    () => String.raw`# Runs an authorize-security-group-* command. Fails when EC2 has such a rule already; any other error ends the script.
authorize() {
  if output=$("$@" 2>&1 >/dev/null); then return 0; else code=$?; fi
  case $output in
    *'An error occurred (InvalidPermission.Duplicate)'*) say '  Exists already.'; return 1 ;;
  esac
  printf '%s\n' "$output" >&2
  exit "$code"
}`,

  "has-rules": (
    plan,
  ) => String.raw`# Ends the script unless a group has a rule of a protocol and port range for each of these peers. EC2 takes all rules of a call or
# none: when one of them exists already, the others may not.
has_rules() {
  had=$(aws ec2 describe-security-groups --region ${word(plan.region)} --group-ids "$1" --output text \
    --query "SecurityGroups[].$2""[?IpProtocol=='$3' && to_string(FromPort)=='$4' && to_string(ToPort)=='$5'][].[UserIdGroupPairs[].GroupId,PrefixListIds[].PrefixListId,IpRanges[].CidrIp,Ipv6Ranges[].CidrIpv6][][]")
  had=" $(printf '%s' "$had" | tr '\t\n' '  ') "
  group=$1
  shift 5
  for item in "$@"; do
    case $had in
      *" $item "*) ;;
      *) stop "Only some of the rules are in $group, the one for $item is missing. The account has changed: make a new plan." ;;
    esac
  done
}`,

  "add-missing": (
    plan,
  ) => String.raw`# Runs a modify-vpc-endpoint command, named behind the endpoint's id, without the ids that the endpoint has already; does not
# run it when nothing is left.
add_missing() {
  had=$(aws ec2 describe-vpc-endpoints --region ${word(plan.region)} --vpc-endpoint-ids "$1" --output text \
    --query 'VpcEndpoints[].[SubnetIds,RouteTableIds,Groups[].GroupId][][]')
  had=" $(printf '%s' "$had" | tr '\t\n' '  ') "
  shift
  adding=no flag='' left=no
  for item in "$@"; do
    shift
    case $item in
      --add-*) adding=yes flag=$item; continue ;;
      --vpc-endpoint-id | --region) adding=no ;;
      --*) adding=no left=yes ;;
    esac
    if [ "$adding" = yes ]; then
      case $had in *" $item "*) continue ;; esac
      [ -z "$flag" ] || set -- "$@" "$flag"
      flag='' left=yes
    fi
    set -- "$@" "$item"
  done
  if [ "$left" = yes ]; then "$@" >/dev/null; else say '  Exists already.'; fi
}`,
};
