import type { Change, Operation } from "#lib/core/format/plan-format";
import { type Names, PRODUCED, piecesOf } from "../pieces";
import { rulesOf } from "../rules";
import { kebab, optionsOf } from "./arguments";
import type { Helper } from "./helpers";
import { word, wordOf } from "./words";

/** Where a script sends calls, and what it knows by then. */
export type Place = { region: string; names: Names };

/** One request as shell: the helpers it needs and its lines, without the waiting. */
export type Block = { needs: Helper[]; text: string };

/** Which shell variable holds what a request creates: `endpoint_ecs`, `security_group`. */
export function variableOf({ id }: Change): string {
  const [, noun, rest] = /^create-(endpoint|security-group)-?(.*)$/.exec(id) ?? [undefined, "made", id];
  return [noun, rest].filter(Boolean).join("_").replace(/\W/g, "_");
}

/** The endpoint that a ModifyVpcEndpoint is about, as a shell word. */
export function endpointWord({ input }: Change, names: Names): string {
  return wordOf(piecesOf(String(input.VpcEndpointId), names));
}

/** A request's command, one option a line. */
function command(request: Change, { region, names }: Place, indent = "", more: string[] = []): string {
  const options = [...optionsOf(request, names), `--region ${word(region)}`, ...more];
  return [`aws ec2 ${kebab(request.operation)}`, ...options].join(` \\\n${indent}  `);
}

const creation =
  (helper: "find-group" | "find-endpoint", settle: (id: string, region: string) => string[]) =>
  (request: Change, place: Place, variable: string | null): Block => {
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
  (rules: "IpPermissions" | "IpPermissionsEgress") =>
  (request: Change, place: Place): Block => {
    const peers = rulesOf(request).map(({ peer }) => wordOf(piecesOf(peer.value, place.names)));
    const group = wordOf(piecesOf(String(request.input.GroupId), place.names));
    const several = peers.length > 1;
    return {
      needs: several ? ["authorize", "has-rules"] : ["authorize"],
      text: `authorize ${command(request, place)} \\\n  || ${several ? ["has_rules", group, rules, ...peers].join(" ") : ":"}`,
    };
  };

const quietly = (request: Change, place: Place): Block => ({
  needs: [],
  text: `${command(request, place)} >/dev/null`,
});

function modification(request: Change, place: Place): Block {
  if (!Object.keys(request.input).some((field) => field.startsWith("Add"))) return quietly(request, place);
  return {
    needs: ["add-missing"],
    text: `add_missing ${endpointWord(request, place.names)} ${command(request, place)}`,
  };
}

/** How each operation is written so that a second run of the script finds what the first one did. */
export const blocks: Record<Operation, (request: Change, place: Place, variable: string | null) => Block> = {
  CreateSecurityGroup: creation("find-group", (group, region) => [
    `  aws ec2 wait security-group-exists --group-ids ${group} --region ${region}`,
  ]),
  CreateVpcEndpoint: creation("find-endpoint", () => []),
  AuthorizeSecurityGroupEgress: authorization("IpPermissionsEgress"),
  AuthorizeSecurityGroupIngress: authorization("IpPermissions"),
  ModifyVpcAttribute: quietly,
  ModifyVpcEndpoint: modification,
};
