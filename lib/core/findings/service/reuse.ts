import { mayModify } from "#lib/core/network/services/endpoint";
import type { Snapshot, VpcEndpoint } from "#lib/core/network/snapshot";
import { isNarrower } from "#lib/core/policy/narrower";
import type { Check } from "../check";

const whose = ({ requesterManaged, ownerId }: VpcEndpoint): string =>
  requesterManaged ? "An AWS service manages it" : `It belongs to account ${ownerId}`;

/** What becomes of those who use an endpoint already. */
function whoUsesIt(endpoint: VpcEndpoint, policy: string | null, before: Snapshot): string {
  if (!mayModify(endpoint, before)) {
    return `${whose(endpoint)}, so Postern changes nothing of it; it does what is asked for already.`;
  }
  return policy !== null && isNarrower(JSON.parse(policy), endpoint.policy)
    ? "Its groups, subnets and routes stay; its policy will allow less than today, to everybody who uses it."
    : "Nothing is removed from it: its current clients keep using it.";
}

/** Existing endpoints that serve the intent, as they are or with a modification. */
export const reusedEndpoint: Check = ({ before, desired, changes }) =>
  [...desired.interfaces, ...desired.gateways].flatMap(({ service, existing, policy }) => {
    if (!existing) return [];
    const modified = changes.some(({ input }) => input.VpcEndpointId === existing.id);
    return [
      {
        code: "reused-endpoint",
        severity: "info" as const,
        summary: `${service.raw}: ${existing.id} is used${modified ? ", with what it lacks added" : " as it is"}.`,
        detail: whoUsesIt(existing, policy, before),
        resources: [existing.id],
      },
    ];
  });

/** A group of the wanted name already exists: it is used instead of a new one. */
export const reusedGroup: Check = ({ intent, desired }) => {
  if (!("create" in intent.endpointSecurityGroup) || !("existing" in desired.endpointGroup)) return [];
  const { id, name } = desired.endpointGroup.existing;
  return [
    {
      code: "reused-group",
      severity: "info",
      summary: `The group ${name} already exists (${id}) and is used.`,
      detail: "Group names are unique in a VPC; Postern adds the rules that it lacks and removes none.",
      resources: [id],
    },
  ];
};
