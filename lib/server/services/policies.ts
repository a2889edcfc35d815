/** What the servers of AWS, and the table of IAM actions, know about a policy that is being written. */
import { validatePolicy } from "#lib/aws/optional/access-analyzer";
import { problem } from "#lib/core/format/failure";
import { shortName } from "#lib/core/network/services/service";
import type { Read } from "#lib/core/network/snapshot";
import { type IamActions, iamActions } from "#lib/core/policy/iam-actions";
import { iamPrefixesOf } from "#lib/core/policy/iam-prefixes";
import type { PolicyVerdict } from "#lib/core/policy/remarks";
import { readDraft } from "./drafts";
import { target } from "./reads";

/** The actions that the endpoint of a service carries; none where the service's are not known. */
export const actionsOfService = (region: string, service: string): Promise<IamActions> =>
  iamActions(iamPrefixesOf(shortName(service, region)));

/** What Access Analyzer says of the text that a draft holds for a service's endpoint, or why it was not asked. */
export async function verdictsOfDraft(id: string, service: string): Promise<Read<PolicyVerdict[]>> {
  const { data } = await readDraft(id);
  const policy = Object.hasOwn(data.policies, service) ? data.policies[service] : undefined;
  if (!policy) throw problem("not-found", `The draft has no policy for ${service}.`, "Open the draft again.");
  return validatePolicy(await target(data.region), policy.text);
}
