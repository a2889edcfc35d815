import { quotas } from "../ec2-rules";
import { nearest } from "../nearest";
import type { Finding } from "../plan-format";
import { allowsEcrLayers, allowsSomething, policyProblems, policySize } from "../policy";
import { policyFieldOf, shortName } from "../service";
import type { Check, Facts } from "./check";

/** The intent's policies beside the services that they are for. */
const written = ({ intent, before, services }: Facts) =>
  services.flatMap((service) => {
    const field = policyFieldOf(before, intent.policies, service);
    const policy = field === null ? undefined : intent.policies[field];
    return policy === undefined ? [] : [{ service, field, policy }];
  });

/** Left unsaid, a misspelt name would give the endpoint full access. */
export const policyWithoutService: Check = (facts) => {
  const { policies, services } = facts.intent;
  const used = new Set([...written(facts).map(({ field }) => field), ...services]);
  return Object.keys(policies)
    .filter((name) => !used.has(name))
    .map((name) => {
      const close = nearest(name, services);
      return {
        code: "policy-without-service",
        severity: "error",
        summary: `policies: ${name} is not among the services, or has a policy under another name already.`,
        detail: "The policy would be on no endpoint.",
        resources: [name],
        fix: close ? `Did you mean ${close}?` : "Add the service, or take the policy out.",
      };
    });
};

/** The policy's form is not that of an IAM policy. */
export const policyInvalid: Check = (facts) =>
  written(facts).flatMap(({ service, field, policy }) => {
    const problems = policyProblems(policy);
    if (problems.length === 0) return [];
    return [
      {
        code: "policy-invalid",
        severity: "error",
        summary: `policies.${field}: ${problems[0]}`,
        detail: problems.length > 1 ? problems.slice(1).join(" ") : "EC2 refuses a policy of another form.",
        resources: [service.written],
        fix: "Correct the policy, or take it out: without one the endpoint allows full access.",
      } satisfies Finding,
    ];
  });

/** EC2 takes policies of up to 20,480 characters (VPC quotas). */
export const policyTooLong: Check = (facts) =>
  written(facts)
    .filter(({ policy }) => policySize(policy) > quotas.endpointPolicyCharacters)
    .map(({ service, field, policy }) => ({
      code: "policy-too-long",
      severity: "error",
      summary: `policies.${field}: ${policySize(policy)} characters, and EC2 takes ${quotas.endpointPolicyCharacters}.`,
      detail: "White space does not count; every other character does.",
      resources: [service.written],
      fix: "Use wildcards or conditions in the place of long lists.",
    }));

/** The service's endpoints take no policy (EC2 API reference, DescribeVpcEndpointServices: VpcEndpointPolicySupported). */
export const policyUnsupported: Check = (facts) =>
  written(facts)
    .filter(({ service }) => !service.offer.policySupported)
    .map(({ service, field }) => ({
      code: "policy-unsupported",
      severity: "error",
      summary: `policies.${field}: endpoints of this service take no policy.`,
      detail: "EC2 refuses a policy for it.",
      resources: [service.written],
      fix: "Take the policy out and limit access by the security group.",
    }));

/** A policy without an Allow lets nothing through. */
export const policyDeniesEverything: Check = (facts) =>
  written(facts)
    .filter(({ policy }) => policyProblems(policy).length === 0 && !allowsSomething(policy))
    .map(({ service, field }) => ({
      code: "policy-denies-everything",
      severity: "warning",
      summary: `policies.${field}: no statement allows anything, so every call through the endpoint is denied.`,
      detail: "What is not allowed by an endpoint's policy is denied.",
      resources: [service.written],
      fix: "Add an Allow statement.",
    }));

/** Image layers come from a bucket of AWS; a policy on the S3 endpoint must let them through. */
export const policyBlocksEcrLayers: Check = (facts) => {
  const pulls = facts.services.some(({ key }) => key === "ecr.dkr" || key === "ecr.api");
  return written(facts)
    .filter(({ service, policy }) => {
      const s3 = shortName(service.offer.name, facts.before.region) === "s3" && service.offer.type === "Gateway";
      return pulls && s3 && !allowsEcrLayers(policy, facts.before.region);
    })
    .map(({ service, field }) => ({
      code: "policy-blocks-ecr-layers",
      severity: "warning",
      summary: `policies.${field}: image layers of ECR do not pass.`,
      detail: "Layers are read from a bucket of AWS's own, and their downloads meet no condition on the principal.",
      resources: [service.written],
      fix: `Allow s3:GetObject for everybody on arn:aws:s3:::prod-${facts.before.region}-starport-layer-bucket/*.`,
    }));
};
