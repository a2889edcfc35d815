import type { Rule } from "../call";
import { Refused } from "../protocol/refuse";
import { type AuthorizationDecision, decide, type Question } from "./decide";
import type { Principal } from "./principals";
import { questionsOf } from "./questions";

export const authorized: Rule = {
  name: "An access key with policies may do what they allow, and nothing else",
  source: "IAM user guide, Policy evaluation logic; Service Authorization Reference, Amazon EC2",
  actions: ["*"],
  async before(call) {
    const principal = call.principals.of(call.scope.accessKey);
    if (!principal) return undefined;
    const questions = await questionsOf(call, principal);
    call.principals.note(call.scope.accessKey, Object.fromEntries(call.params), questions);
    for (const question of questions) {
      const verdict = decide(principal.policies, question);
      if (verdict !== "allow") throw new Refused("UnauthorizedOperation", words(principal, question, verdict), 403);
    }
    return undefined;
  },
};

/** IAM's sentence (IAM user guide, "Troubleshoot access denied error messages"), behind EC2's own. */
function words(principal: Principal, question: Question, verdict: Exclude<AuthorizationDecision, "allow">): string {
  return `You are not authorized to perform this operation. ${denial(principal, question, verdict)}`;
}

export function denial(
  { arn }: Principal,
  { action, resource }: Question,
  verdict: Exclude<AuthorizationDecision, "allow">,
  kind = "identity-based",
): string {
  const on = resource === "*" ? "" : ` on resource: ${resource}`;
  const why =
    verdict === "deny"
      ? `with an explicit deny in ${kind === "identity-based" ? "an" : "a"} ${kind} policy`
      : `because no ${kind} policy allows the ${action} action`;
  return `User: ${arn} is not authorized to perform: ${action}${on} ${why}`;
}
