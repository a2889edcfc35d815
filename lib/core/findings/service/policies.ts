import type { Finding } from "#lib/core/format/plan-format";
import { quotas } from "#lib/core/network/ec2-rules";
import { mayModify } from "#lib/core/network/services/endpoint";
import { findService, serviceField } from "#lib/core/network/services/service";
import type { VpcEndpoint } from "#lib/core/network/snapshot";
import { endpointsOf } from "#lib/core/planning/desired";
import { grammarProblems } from "#lib/core/policy/grammar";
import { allowsEcrLayers, layerBucketArn } from "#lib/core/policy/image-layers";
import { allowsSomething, policyProblems, policySize } from "#lib/core/policy/policy";
import { nearest } from "#lib/core/text/nearest";
import type { Check, Facts } from "../check";

/** The intent's policies beside the services that they are for. */
const givenPolicies = ({ intent, before, services }: Facts) =>
  services.flatMap((service) => {
    const field = serviceField(before, intent.policies, service);
    const policy = field === null ? undefined : intent.policies[field];
    return policy === undefined ? [] : [{ service, field, policy }];
  });

/** A misspelled name that is not reported would give the endpoint full access. */
export const policyWithoutService: Check = (facts) => {
  const { policies, services } = facts.intent;
  const used = new Set([...givenPolicies(facts).map(({ field }) => field), ...services]);
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
        fix: close ? `Did you mean ${close}?` : "Add the service, or remove the policy.",
      };
    });
};

/** The policy's form is not that of an IAM policy. */
export const policyInvalid: Check = (facts) =>
  givenPolicies(facts).flatMap(({ service, field, policy }) => {
    const problems = policyProblems(policy);
    if (problems.length === 0) return [];
    return [
      {
        code: "policy-invalid",
        severity: "error",
        summary: `policies.${field}: ${problems[0]}`,
        detail: problems.length > 1 ? problems.slice(1).join(" ") : "EC2 refuses a policy of another form.",
        resources: [service.raw],
        fix: "Correct the policy, or remove it: without one the endpoint allows full access.",
      } satisfies Finding,
    ];
  });

/** What endpoint policies do not take or match of this policy (`grammarProblems`), in the words of the wizard. */
export const policyGrammar: Check = (facts) =>
  givenPolicies(facts).flatMap(({ service, field, policy }) => {
    if (policyProblems(policy).length > 0) return [];
    const problems = grammarProblems(policy, { gateway: service.offer.type === "Gateway" });
    return [...new Set(problems.map(({ message }) => message))].map(
      (message): Finding => ({
        code: "policy-grammar",
        severity: "warning",
        summary: `policies.${field}: ${message}`,
        detail: `Policies of VPC endpoints take less of IAM's policy language than other policies do. EC2 may refuse this one, or it matches other requests than it says.`,
        resources: [service.raw],
        fix: "Write values in full instead of wildcards, or use another condition key.",
      }),
    );
  });

/** EC2 takes policies of up to 20,480 characters (VPC quotas). */
export const policyTooLong: Check = (facts) =>
  givenPolicies(facts)
    .filter(({ policy }) => policySize(policy) > quotas.endpointPolicyCharacters)
    .map(({ service, field, policy }) => ({
      code: "policy-too-long",
      severity: "error",
      summary: `policies.${field}: ${policySize(policy)} characters, and EC2 takes ${quotas.endpointPolicyCharacters}.`,
      detail: "Counted as it is sent, without white space between its elements.",
      resources: [service.raw],
      fix: "Use wildcards or conditions instead of long lists.",
    }));

/**
 * The service's endpoints take no policy (EC2 API reference, DescribeVpcEndpointServices: VpcEndpointPolicySupported), or the
 * gateway whose routes already exist is not this account's to change.
 */
export const policyUnsupported: Check = (facts) => {
  const given = givenPolicies(facts);
  const rest = { code: "policy-unsupported", severity: "error" } as const;
  return [
    ...given
      .filter(({ service }) => !service.offer.policySupported)
      .map(({ service, field }) => ({
        ...rest,
        summary: `policies.${field}: endpoints of this service take no policy.`,
        detail: "EC2 refuses a policy for it.",
        resources: [service.raw],
        fix: "Remove the policy and limit access by the security group.",
      })),
    ...facts.desired.gateways.flatMap(({ service, existing, policy }) => {
      const field = given.find((one) => one.service.key === service.key)?.field;
      if (!field || !existing || policy === null || mayModify(existing, facts.before)) return [];
      return {
        ...rest,
        summary: `policies.${field}: ${existing.id} has the routes already and is not this account's to change.`,
        detail: "A route table takes one gateway endpoint of a service, so the policy would be on no endpoint.",
        resources: [existing.id, service.raw],
        fix: "Remove the policy, or ask the endpoint's owner to set it.",
      };
    }),
  ];
};

/** Endpoints that keep the policy they have, because the intent gives none. */
const kept = ({ desired }: Facts, having: ReturnType<typeof givenPolicies>): { raw: string; endpoint: VpcEndpoint }[] =>
  [...desired.interfaces, ...desired.gateways].flatMap(({ service, existing }) =>
    existing && existing.policy !== null && !having.some((each) => each.service.key === service.key)
      ? [{ raw: service.raw, endpoint: existing }]
      : [],
  );

/** A policy that allows nothing, or that denies everything. */
export const policyDeniesEverything: Check = (facts) => {
  const given = givenPolicies(facts);
  const rest = {
    code: "policy-denies-everything",
    severity: "warning",
    detail: "What an endpoint's policy does not allow, or denies, is refused.",
  } as const;
  return [
    ...given
      .filter(({ policy }) => policyProblems(policy).length === 0 && !allowsSomething(policy))
      .map(({ service, field }) => ({
        ...rest,
        summary: `policies.${field}: nothing is allowed, so every call through the endpoint is denied.`,
        resources: [service.raw],
        fix: "Add an Allow statement.",
      })),
    ...kept(facts, given)
      .filter(({ endpoint }) => !allowsSomething(endpoint.policy))
      .map(({ raw, endpoint }) => ({
        ...rest,
        summary: `${raw}: ${endpoint.id} keeps a policy that denies every call.`,
        resources: [endpoint.id],
        fix: `Give ${raw} a policy that allows what the workloads need.`,
      })),
  ];
};

/**
 * Image layers come from a bucket of AWS; the policy of the S3 gateway endpoint must allow them: the one that the intent
 * gives, or the one that an endpoint keeps, be it the intent's or another of the VPC.
 */
export const policyBlocksEcrLayers: Check = (facts) => {
  const { before, services } = facts;
  if (!services.some(({ key }) => key === "ecr.dkr" || key === "ecr.api")) return [];
  const given = givenPolicies(facts).find(({ service }) => service.key === "s3");
  const gateway = findService(before, "s3");
  const changed = given && facts.desired.gateways.find(({ service }) => service.key === "s3")?.existing;
  const bucket = layerBucketArn(before.region);
  const rest = {
    code: "policy-blocks-ecr-layers",
    severity: "warning",
    detail:
      "Layers are read from a bucket of AWS's own, by URLs that AWS presigned: they meet no condition on the principal or on the account of the bucket.",
  } as const;
  const there =
    gateway?.offer.type === "Gateway" ? endpointsOf(before, gateway).filter(({ id }) => id !== changed?.id) : [];
  return [
    ...(given && !allowsEcrLayers(given.policy, before.region)
      ? [
          {
            ...rest,
            summary: `policies.${given.field}: image layers of ECR are denied.`,
            resources: [given.service.raw],
            fix: `Allow s3:GetObject for everybody on ${bucket}.`,
          },
        ]
      : []),
    ...there
      .filter(({ policy }) => policy !== null && !allowsEcrLayers(policy, before.region))
      .map(({ id }) => ({
        ...rest,
        summary: `s3: ${id} keeps a policy that denies image layers of ECR.`,
        resources: [id],
        fix: `Give s3 a policy that allows s3:GetObject for everybody on ${bucket}, beside what this one allows.`,
      })),
  ];
};
