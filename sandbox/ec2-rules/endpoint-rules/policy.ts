import { quotas, refusals } from "#lib/core/network/ec2-rules";
import type { EndpointRule } from "../endpoints/proposal";
import { refuse } from "../protocol/refuse";

export const policyIsJson: EndpointRule = {
  name: "An endpoint policy is a JSON policy document",
  source: refusals.invalidPolicy.source,
  check({ policy }) {
    if (policy !== undefined && !isPolicy(policy)) refuse(refusals.invalidPolicy);
  },
};

export const policyLength: EndpointRule = {
  name: "An endpoint policy has at most 20,480 characters",
  source: refusals.policyTooLong.source,
  check({ policy }) {
    const most = quotas.endpointPolicyCharacters;
    if (policy !== undefined && policy.length > most) refuse(refusals.policyTooLong, { most });
  },
};

function isPolicy(document: string): boolean {
  try {
    const policy: unknown = JSON.parse(document);
    return typeof policy === "object" && policy !== null && "Statement" in policy;
  } catch {
    return false;
  }
}
