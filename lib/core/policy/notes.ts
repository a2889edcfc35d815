import { shortName } from "#lib/core/network/service";
import { iamActions } from "./iam-actions";
import { iamPrefixesOf } from "./iam-prefixes";
import { policyProblems } from "./policy";
import { statementWarnings } from "./remarks";

/** What an intent's policies most likely do not do as they are meant: misspelt actions and the like. Findings say the rest. */
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
    const gateway = key === "s3" || key === "dynamodb";
    return statementWarnings(policy, gateway, actions).map(({ message }) => `policies.${name}: ${message}`);
  });
  return (await Promise.all(notes)).flat();
}
