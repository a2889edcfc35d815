/** The steps of a rollback: they undo exactly what the run did, each after the steps that undo what depends on it. */
import { z } from "zod";
import type { ReadGateway } from "#lib/aws/gateway";
import type { Change, Operation } from "#lib/core/format/plan-format";
import { isNamed } from "#lib/core/network/services/endpoint";
import { ENDPOINT_LISTS, endpointBefore, modifyEndpointInput } from "#lib/run/step/operations/modify-endpoint";
import { attributeSet } from "#lib/run/step/operations/modify-vpc-attribute";
import { ownTags } from "#lib/run/step/operations/own-tags";
import type { JsonObject, StepOutcome, UndoStep } from "#lib/run/step/stored";
import type { ChangeResult } from "./change-results";

type Own = Pick<UndoStep, "id" | "operation" | "input" | "reason">;

/** In the order in which they are to be done; empty when the change has had no effect. */
const OWN: Record<Operation, (change: Change, outcome: StepOutcome) => Own[]> = {
  CreateSecurityGroup: ({ id }, { created }) =>
    created.map((GroupId) => ({
      id: `undo-${id}`,
      operation: "DeleteSecurityGroup",
      input: { GroupId },
      reason: `The run created the security group ${GroupId}.`,
    })),
  AuthorizeSecurityGroupEgress: (change, outcome) => revocation("RevokeSecurityGroupEgress", change, outcome),
  AuthorizeSecurityGroupIngress: (change, outcome) => revocation("RevokeSecurityGroupIngress", change, outcome),
  CreateVpcEndpoint: ({ id }, { created, input }) =>
    created.flatMap((endpoint): Own[] => [
      ...(input?.PrivateDnsEnabled === true
        ? [
            {
              id: `undo-private-dns-of-${id}`,
              operation: "ModifyVpcEndpoint" as const,
              input: { VpcEndpointId: endpoint, PrivateDnsEnabled: false },
              reason: "Names resolve to the public addresses again before the endpoint is deleted.",
            },
          ]
        : []),
      {
        id: `undo-${id}`,
        operation: "DeleteVpcEndpoints",
        input: { VpcEndpointIds: [endpoint] },
        reason: `The run created the endpoint ${endpoint}.`,
      },
    ]),
  ModifyVpcEndpoint: ({ id }, outcome) => {
    const input = reversed(outcome);
    return input
      ? [{ id: `undo-${id}`, operation: "ModifyVpcEndpoint", input, reason: "The run added this to the endpoint." }]
      : [];
  },
  ModifyVpcAttribute: ({ id, input }, { attempt, before }) => {
    const { name } = attributeSet(input);
    if (attempt === 0 || !before || attributeSet(before).value) return [];
    return [
      {
        id: `undo-${id}`,
        operation: "ModifyVpcAttribute",
        input: { VpcId: input.VpcId ?? null, [name]: { Value: false } },
        reason: `The run switched ${name} on.`,
      },
    ];
  },
};

function revocation(operation: UndoStep["operation"], { id }: Change, { created, input }: StepOutcome): Own[] {
  if (created.length === 0) return [];
  const rules = `${created.length} ${created.length === 1 ? "rule" : "rules"}`;
  return [
    {
      id: `undo-${id}`,
      operation,
      input: { GroupId: input?.GroupId ?? null, SecurityGroupRuleIds: created },
      reason: `The run added ${rules} to this group.`,
    },
  ];
}

/** The modification that removes what a modification added; null when it added nothing. */
function reversed({ attempt, input, before }: StepOutcome): JsonObject | null {
  if (attempt === 0 || !input || !before) return null;
  const sent = modifyEndpointInput.parse(input);
  const had = endpointBefore.parse(before);
  const undo: JsonObject = {};
  for (const { add, remove, has } of ENDPOINT_LISTS) {
    const added = (sent[add] ?? []).filter((id) => !had[has].includes(id));
    if (added.length > 0) undo[remove] = added;
  }
  if (sent.PolicyDocument !== undefined) {
    if (had.policy === null) undo.ResetPolicy = true;
    else undo.PolicyDocument = JSON.stringify(had.policy);
  }
  const options: JsonObject = {};
  if (sent.IpAddressType !== undefined && sent.IpAddressType !== had.ipAddressType) {
    undo.IpAddressType = had.ipAddressType;
    options.DnsRecordIpType = had.ipAddressType;
  }
  if (sent.PrivateDnsEnabled === true && !isNamed(had)) {
    undo.PrivateDnsEnabled = had.privateDnsEnabled;
    if (had.privateDnsEnabled) options.PrivateDnsOnlyForInboundResolverEndpoint = true;
  }
  if (Object.keys(options).length > 0) undo.DnsOptions = options;
  return Object.keys(undo).length > 0 ? { VpcEndpointId: sent.VpcEndpointId, ...undo } : null;
}

/** The steps of a rollback, each after its dependencies. */
export function undoSteps(changes: readonly Change[], results: ReadonlyMap<string, ChangeResult>): UndoStep[] {
  const own = new Map(
    changes.map((change) => {
      const { outcome } = results.get(change.id) ?? {};
      return [change.id, outcome ? OWN[change.operation](change, outcome) : []];
    }),
  );
  const creations = new Map(
    [...results.values()].flatMap(({ outcome }) =>
      outcome.created.map((id): [string, JsonObject | null] => [id, outcome.input]),
    ),
  );
  return changes.toReversed().flatMap((change) => {
    const { outcome, knownAt = 0 } = results.get(change.id) ?? {};
    const dependantSteps = dependants(change.id, changes).flatMap((id) => own.get(id)?.map((step) => step.id) ?? []);
    return (own.get(change.id) ?? []).map((step, index, steps) => ({
      ...step,
      change: change.id,
      undoes: outcome?.input ?? {},
      creation: creations.get(endpointOf(step.input) ?? "") ?? null,
      knownAt,
      dependsOn: [...dependantSteps, ...steps.slice(0, index).map(({ id }) => id)],
    }));
  });
}

/** Ids of the changes that depend on one, directly or through others. */
function dependants(id: string, changes: readonly Change[]): string[] {
  const found = new Set<string>([id]);
  // Changes come after their dependencies, so one pass finds all.
  for (const change of changes) if (change.dependsOn.some((before) => found.has(before))) found.add(change.id);
  found.delete(id);
  return [...found];
}

const aboutEndpoint = z.looseObject({
  VpcEndpointId: z.string().optional(),
  VpcEndpointIds: z.tuple([z.string()]).optional(),
});

/** Id of the endpoint that a call is about, if it is about one. */
export function endpointOf(input: JsonObject): string | undefined {
  const { VpcEndpointId, VpcEndpointIds } = aboutEndpoint.parse(input);
  return VpcEndpointId ?? VpcEndpointIds?.[0];
}

/** Whether an endpoint has no private DNS after the step. */
export const isWithoutDns = ({ operation, input }: Pick<UndoStep, "operation" | "input">): boolean =>
  operation === "DeleteVpcEndpoints" || input.PrivateDnsEnabled === false;

/** Ids of a run's rules that are in the account, of those that these steps revoke. `tagged`: reads what carries tags. */
export async function ownRules(
  run: string,
  steps: readonly UndoStep[],
  tagged: ReadGateway["tagged"],
): Promise<ReadonlySet<string>> {
  const revoking = steps.filter(({ operation }) => operation.startsWith("Revoke"));
  const found = await Promise.all(revoking.map(({ change }) => tagged("security-group-rule", ownTags(run, change))));
  return new Set(found.flat());
}
