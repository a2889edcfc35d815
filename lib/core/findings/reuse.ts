import type { Check } from "./check";

/** Endpoints that are there already and serve the intent, as they are or with a modification. */
export const reusedEndpoint: Check = ({ desired, changes }) =>
  [...desired.interfaces, ...desired.gateways].flatMap(({ service, existing }) => {
    if (!existing) return [];
    const modified = changes.some(({ input }) => input.VpcEndpointId === existing.id);
    return [
      {
        code: "reused-endpoint",
        severity: "info" as const,
        summary: `${service.written}: ${existing.id} is used${modified ? ", with what it lacks added" : " as it is"}.`,
        detail: "Nothing is taken away from it; whoever uses it now goes on using it.",
        resources: [existing.id],
      },
    ];
  });

/** A group of the wanted name is there already: it is used instead of a new one. */
export const reusedGroup: Check = ({ intent, desired }) => {
  if (!("create" in intent.endpointSecurityGroup) || !("existing" in desired.endpointGroup)) return [];
  const { id, name } = desired.endpointGroup.existing;
  return [
    {
      code: "reused-group",
      severity: "info",
      summary: `The group ${name} is there already (${id}) and is used.`,
      detail: "Group names are unique in a VPC; Postern adds the rules that it lacks and removes none.",
      resources: [id],
    },
  ];
};
