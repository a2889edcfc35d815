import {
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRolePolicyCommand,
  IAMClient,
  paginateListAttachedRolePolicies,
  paginateListRolePolicies,
} from "@aws-sdk/client-iam";
import { attempt, type Caller, type Service } from "#lib/aws/optional/attempt";
import { describe } from "#lib/aws/read/describe";
import { offeredServices } from "#lib/aws/read/services";
import type { RolePolicies } from "#lib/core/ecs/task-roles";
import type { EndpointService, Read } from "#lib/core/network/snapshot";
import type { Target } from "#lib/core/run/target";

const IAM: Service = {
  id: "iam",
  name: "IAM",
  actions:
    "iam:ListRolePolicies, iam:GetRolePolicy, iam:ListAttachedRolePolicies, iam:GetPolicy and iam:GetPolicyVersion",
};

/** For all roles of a cluster. */
const LIMIT_MS = 15_000;

export type TaskRoles = { policies: Read<RolePolicies>; offered: EndpointService[] };

/** The policies of task roles, by their ARNs, and what the Region offers to call privately. */
export async function readTaskRoles(target: Target, arns: readonly string[]): Promise<TaskRoles> {
  const [policies, offered] = await Promise.all([
    attempt(target, IAM, (caller) => policiesOf(caller, arns), LIMIT_MS),
    offeredServices(describe(target), target),
  ]);
  return { policies, offered };
}

async function policiesOf({ config, abortSignal, hasTime }: Caller, arns: readonly string[]): Promise<RolePolicies> {
  const client = new IAMClient(config);
  const options = { abortSignal };
  const managed = new Map<string, unknown>();
  const roles: Record<string, unknown[]> = {};
  try {
    for (const RoleName of arns.map((arn) => arn.split("/").at(-1) ?? arn)) {
      if (!hasTime()) break;
      const documents: unknown[] = [];
      for await (const { PolicyNames } of paginateListRolePolicies({ client }, { RoleName }, options)) {
        for (const PolicyName of PolicyNames ?? []) {
          const policy = await client.send(new GetRolePolicyCommand({ RoleName, PolicyName }), options);
          documents.push(parsed(policy.PolicyDocument));
        }
      }
      for await (const { AttachedPolicies } of paginateListAttachedRolePolicies({ client }, { RoleName }, options)) {
        for (const { PolicyArn = "" } of AttachedPolicies ?? []) {
          if (!managed.has(PolicyArn)) managed.set(PolicyArn, await managedPolicy(client, PolicyArn, options));
          documents.push(managed.get(PolicyArn));
        }
      }
      roles[RoleName] = documents;
    }
    return roles;
  } finally {
    client.destroy();
  }
}

async function managedPolicy(
  client: IAMClient,
  PolicyArn: string,
  options: { abortSignal: AbortSignal },
): Promise<unknown> {
  const { Policy } = await client.send(new GetPolicyCommand({ PolicyArn }), options);
  const VersionId = Policy?.DefaultVersionId;
  const { PolicyVersion } = await client.send(new GetPolicyVersionCommand({ PolicyArn, VersionId }), options);
  return parsed(PolicyVersion?.Document);
}

/** IAM gives documents URL-encoded (IAM API reference, PolicyVersion). One that cannot be read allows nothing. */
function parsed(document = ""): unknown {
  try {
    return JSON.parse(decodeURIComponent(document));
  } catch {
    return null;
  }
}
