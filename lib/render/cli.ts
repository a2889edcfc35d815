import type { Plan } from "#lib/core/format/plan-format";
import { visible } from "#lib/core/text/untrusted";
import { blocks, endpointWord } from "./cli/blocks";
import { type Helper, helpers } from "./cli/helpers";
import { word } from "./cli/words";
import { type Shell, script } from "./script";

/** bash, with nothing that dash and zsh read otherwise. */
const bash: Shell<Helper> = {
  first: ["#!/usr/bin/env bash"],
  comment: (text) => `# ${visible(text)}`.trimEnd(),
  say: (text) => `say ${word(visible(text))}`,
  exit: (code) => `exit ${code}`,
  usage: "AWS_PROFILE=name bash postern.sh",
  setup: `\
# A shell without pipefail can do without it: nothing here pipes a command that may fail.
if (set -o pipefail) 2>/dev/null; then
set -euo pipefail
else
set -eu
fi

say() { printf '%s\\n' "$*" >&2; }`,
  preamble: () => `\
stop() { say "$*"; exit 1; }

# Version 2 of the CLI would show its output in a pager and wait for a key.
export AWS_PAGER=''`,
  helpers,
  start: ({ region, vpcId }) =>
    [
      `owner=$(aws ec2 describe-vpcs --vpc-ids ${word(vpcId)} --region ${word(region)} --query 'Vpcs[0].OwnerId' --output text)`,
      `say ${word(visible(`VPC ${vpcId} in ${region}, owned by account`))} "$owner"`,
    ].join("\n"),
  blocks,
  endpoint: (request, names, variable) => (variable ? `"$${variable}"` : endpointWord(request, names)),
  waiter: "wait",
  wait: (endpoint) => `wait_until_available ${endpoint}`,
};

/** The plan as a bash script (`script`); dash and zsh read it alike. */
export function cliScript(plan: Plan): string {
  return script(plan, bash);
}
