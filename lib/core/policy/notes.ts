import { shortName } from "#lib/core/network/services/service";
import { iamActions } from "./iam-actions";
import { iamPrefixesOf } from "./iam-prefixes";
import { policyProblems } from "./policy";
import { actionProblems } from "./remarks";

/** Actions in an intent's policies that the services do not have. The plan's findings report the rest. */
export async function policyNotes({
  policies,
  region,
}: {
  policies: Readonly<Record<string, unknown>>;
  region: string;
}): Promise<string[]> {
  const notes = Object.entries(policies).map(async ([name, policy]) => {
    if (policyProblems(policy).length > 0) return [];
    const key = shortName(name, region);
    const actions = await iamActions(iamPrefixesOf(key));
    return actionProblems(policy, actions).map(({ message }) => `policies.${name}: ${message}`);
  });
  return (await Promise.all(notes)).flat();
}
