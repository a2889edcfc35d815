import type { Change, Json, Operation } from "#lib/core/format/plan-format";
import { kebab } from "../cli/arguments";
import { type Names, PRODUCED } from "../pieces";
import { rulesByPorts, rulesOf } from "../rules";
import type { ScriptContext, Block as ShellBlock } from "../script";
import type { Helper } from "./helpers";
import { id, json, word } from "./words";

type Block = ShellBlock<Helper>;

/** The endpoint that a ModifyVpcEndpoint is about. */
export const endpointOf = ({ input }: Change, names: Names): string => id(String(input.VpcEndpointId), names);

const creation =
  (helper: "find-group" | "find-endpoint", find: string, settle: (created: string) => string[]) =>
  (request: Change, { names }: ScriptContext, variable: string | null): Block => ({
    needs: [helper],
    text: [
      `$${variable} = ${find} ${word(request.id)}`,
      `if (-not $${variable}) {`,
      `  $${variable} = Invoke-Ec2 ${word(kebab(request.operation))} @('--query', ${word(PRODUCED[request.operation] ?? "")}) ${json(request.input, names)}`,
      ...settle(`$${variable}`),
      "}",
      `Write-Line "  $${variable}"`,
    ].join("\n"),
  });

const authorization =
  (list: "IpPermissions" | "IpPermissionsEgress") =>
  (request: Change, { names }: ScriptContext): Block => {
    const add = `Add-Rules ${word(kebab(request.operation))} ${json(request.input, names)}`;
    if (rulesOf(request).length < 2) return { needs: ["add-rules"], text: `$null = ${add}` };
    const group = id(String(request.input.GroupId), names);
    const checks = rulesByPorts(request).map(({ protocol, from, to, peers }) => {
      const ids = peers.map(({ value }) => id(value, names)).join(", ");
      return `  Assert-Rules ${group} ${word(list)} ${word(protocol)} ${from} ${to} @(${ids})`;
    });
    return {
      needs: ["add-rules", "assert-rules"],
      text: [`if (-not (${add})) {`, ...checks, "}"].join("\n"),
    };
  };

const plain = ({ operation, input }: Change, { names }: ScriptContext): Block => ({
  needs: [],
  text: `$null = Invoke-Ec2 ${word(kebab(operation))} @() ${json(input, names)}`,
});

function modification(request: Change, place: ScriptContext): Block {
  const { VpcEndpointId: _, ...members } = request.input;
  const isAddition = (field: string) => field.startsWith("Add");
  const additions = Object.entries(members).filter(([field]) => isAddition(field));
  if (additions.length === 0) return plain(request, place);
  const rest = Object.fromEntries(Object.entries(members).filter(([field]) => !isAddition(field)));
  const lists = additions.map(
    ([field, ids]) => `  ${field} = @(${(ids as string[]).map((one) => id(one, place.names)).join(", ")})`,
  );
  return {
    needs: ["add-missing"],
    text: [
      `Add-Missing ${endpointOf(request, place.names)} ([ordered]@{`,
      ...lists,
      `}) ${membersOf(rest, place.names)}`,
    ].join("\n"),
  };
}

/** JSON of an object without its braces. */
function membersOf(object: { [key: string]: Json }, names: Names): string {
  return json(object, names)
    .replace(/^(\(?')\{/, "$1")
    .replace(/\}('\)?)$/, "$1");
}

/** Each operation as PowerShell, so that a second run of the script finds what the first one did. */
export const blocks: Record<Operation, (request: Change, place: ScriptContext, variable: string | null) => Block> = {
  CreateSecurityGroup: creation("find-group", "Find-Group", (group) => [
    `  $null = Invoke-Ec2 'wait' @('security-group-exists', '--group-ids', ${group})`,
  ]),
  CreateVpcEndpoint: creation("find-endpoint", "Find-Endpoint", () => []),
  AuthorizeSecurityGroupEgress: authorization("IpPermissionsEgress"),
  AuthorizeSecurityGroupIngress: authorization("IpPermissions"),
  ModifyVpcAttribute: plain,
  ModifyVpcEndpoint: modification,
};
