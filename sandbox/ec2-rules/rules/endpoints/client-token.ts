/** ClientToken of CreateVpcEndpoint: a repeat gives the first result, other parameters are refused. */
import { quotas, refusals } from "#lib/core/network/ec2-rules";
import type { Call } from "../../call";
import { type Params, tagsFor, without } from "../../protocol/params";
import { refuse } from "../../protocol/refuse";
import type { Endpoint } from "../../state";

/** What the token's first use created, or undefined for a new token or none. */
export function createdBefore(call: Call): Endpoint | undefined {
  const token = call.params.get("ClientToken");
  if (token === undefined) return undefined;
  const most = quotas.clientTokenCharacters;
  if (token.length > most) refuse(refusals.clientTokenTooLong, { most });
  const used = call.state.clientTokens.get(token);
  if (!used) return undefined;
  if (used.request !== normalForm(call.params)) refuse(refusals.idempotentParameterMismatch);
  const now = call.state.endpoints.get(used.endpoint.id);
  return now ?? used.endpoint;
}

/** Records what the call's token, if any, has created. */
export function rememberToken(call: Call, endpoint: Endpoint): void {
  const token = call.params.get("ClientToken");
  if (token !== undefined) call.put("clientTokens", { id: token, request: normalForm(call.params), endpoint });
}

/** The request without its envelope; the order of parameters, list entries and tags does not count, values do. */
function normalForm(params: Params): string {
  const asked = without(params, "Action", "Version", "ClientToken", "DryRun", "TagSpecification");
  const values = [...asked].map(([name, value]) => {
    const listName = /^(\w+)\.\d+$/.exec(name)?.[1];
    return `${listName ?? name}=${/^(true|false)$/i.test(value) ? value.toLowerCase() : value}`;
  });
  const tags = tagsFor(params, "vpc-endpoint").map(({ Key, Value }) => `tag ${Key}=${Value}`);
  return [...values, ...tags].sort().join("\n");
}
