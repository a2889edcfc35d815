import type { Change, Operation } from "#lib/core/format/plan-format";
import { type Names, PRODUCED, piecesOf } from "../pieces";
import { rulesByPorts, rulesOf } from "../rules";
import type { ScriptContext, Block as ShellBlock } from "../script";
import { kebab, optionsOf } from "./arguments";
import type { Helper } from "./helpers";
import { word, wordOf } from "./words";

type Block = ShellBlock<Helper>;

/** The endpoint that a ModifyVpcEndpoint is about, as a shell word. */
export function endpointWord({ input }: Change, names: Names): string {
  return wordOf(piecesOf(String(input.VpcEndpointId), names));
}

/** A request's command, one option a line. */
function command(request: Change, { region, names }: ScriptContext, indent = "", more: string[] = []): string {
  const options = [...optionsOf(request, names), `--region ${word(region)}`, ...more];
  return [`aws ec2 ${kebab(request.operation)}`, ...options].join(` \\\n${indent}  `);
}

const creation =
  (helper: "find-group" | "find-endpoint", settle: (id: string, region: string) => string[]) =>
  (request: Change, place: ScriptContext, variable: string | null): Block => {
    const query = `--query ${PRODUCED[request.operation]} --output text`;
    return {
      needs: [helper],
      text: [
        `${variable}=$(${helper.replace("-", "_")} ${word(request.id)})`,
        `if [ -z "$${variable}" ]; then`,
        `  ${variable}=$(${command(request, place, "  ", [query])})`,
        ...settle(`"$${variable}"`, word(place.region)),
        "fi",
        `say "  $${variable}"`,
      ].join("\n"),
    };
  };

const authorization =
  (list: "IpPermissions" | "IpPermissionsEgress") =>
  (request: Change, place: ScriptContext): Block => {
    const group = wordOf(piecesOf(String(request.input.GroupId), place.names));
    const checks = rulesByPorts(request).map(({ protocol, from, to, peers }) => {
      const words = peers.map(({ value }) => wordOf(piecesOf(value, place.names)));
      return ["has_rules", group, list, word(protocol), from, to, ...words].join(" ");
    });
    const several = checks.length > 1 || rulesOf(request).length > 1;
    return {
      needs: several ? ["authorize", "has-rules"] : ["authorize"],
      text: `authorize ${command(request, place)} \\\n  || ${several ? braced(checks) : ":"}`,
    };
  };

const braced = (commands: readonly string[]): string =>
  commands.length > 1 ? `{ ${commands.map((one) => `${one}; `).join("")}}` : commands.join("");

const quietly = (request: Change, place: ScriptContext): Block => ({
  needs: [],
  text: `${command(request, place)} >/dev/null`,
});

function modification(request: Change, place: ScriptContext): Block {
  if (!Object.keys(request.input).some((field) => field.startsWith("Add"))) return quietly(request, place);
  return {
    needs: ["add-missing"],
    text: `add_missing ${endpointWord(request, place.names)} ${command(request, place)}`,
  };
}

/** Each operation as shell, so that a second run of the script finds what the first one did. */
export const blocks: Record<Operation, (request: Change, place: ScriptContext, variable: string | null) => Block> = {
  CreateSecurityGroup: creation("find-group", (group, region) => [
    `  aws ec2 wait security-group-exists --group-ids ${group} --region ${region}`,
  ]),
  CreateVpcEndpoint: creation("find-endpoint", () => []),
  AuthorizeSecurityGroupEgress: authorization("IpPermissionsEgress"),
  AuthorizeSecurityGroupIngress: authorization("IpPermissions"),
  ModifyVpcAttribute: quietly,
  ModifyVpcEndpoint: modification,
};
