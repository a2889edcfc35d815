import { quotas } from "../ec2-rules";
import type { Finding } from "../plan-format";
import { allowsEcrLayers, allowsSomething, policyProblems, policySize } from "../policy";
import { shortName } from "../service";
import type { Check, Facts } from "./check";

/** The intent's policies beside the services that they are for. */
const written = ({ intent, services }: Facts) =>
  services.flatMap((service) => {
    const policy = intent.policies[service.written];
    return policy === undefined ? [] : [{ service, policy }];
  });

/** The policy's form is not that of an IAM policy. */
export const policyInvalid: Check = (facts) =>
  written(facts).flatMap(({ service, policy }) => {
    const problems = policyProblems(policy);
    if (problems.length === 0) return [];
    return [
      {
        code: "policy-invalid",
        severity: "error",
        summary: `policies.${service.written}: ${problems[0]}`,
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
    .map(({ service, policy }) => ({
      code: "policy-too-long",
      severity: "error",
      summary: `policies.${service.written}: ${policySize(policy)} characters, and EC2 takes ${quotas.endpointPolicyCharacters}.`,
      detail: "White space does not count; every other character does.",
      resources: [service.written],
      fix: "Use wildcards or conditions in the place of long lists.",
    }));

/** The service's endpoints take no policy (EC2 API reference, DescribeVpcEndpointServices: VpcEndpointPolicySupported). */
export const policyUnsupported: Check = (facts) =>
  written(facts)
    .filter(({ service }) => !service.offer.policySupported)
    .map(({ service }) => ({
      code: "policy-unsupported",
      severity: "error",
      summary: `policies.${service.written}: endpoints of this service take no policy.`,
      detail: "EC2 refuses a policy for it.",
      resources: [service.written],
      fix: "Take the policy out and limit access by the security group.",
    }));

/** A policy without an Allow lets nothing through. */
export const policyDeniesEverything: Check = (facts) =>
  written(facts)
    .filter(({ policy }) => policyProblems(policy).length === 0 && !allowsSomething(policy))
    .map(({ service }) => ({
      code: "policy-denies-everything",
      severity: "warning",
      summary: `policies.${service.written}: no statement allows anything, so every call through the endpoint is denied.`,
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
    .map(({ service }) => ({
      code: "policy-blocks-ecr-layers",
      severity: "warning",
      summary: `policies.${service.written}: image layers of ECR do not pass.`,
      detail: "Layers are read from a bucket of AWS's own, and their downloads meet no condition on the principal.",
      resources: [service.written],
      fix: `Allow s3:GetObject for everybody on arn:aws:s3:::prod-${facts.before.region}-starport-layer-bucket/*.`,
    }));
};
