import { shortName } from "#lib/core/network/services/service";
import { fieldsOf, recognizePreset } from "#lib/core/policy/preset-fields";
import { type Draft, emptyDraft, steps } from "./draft";
import type { Intent } from "./intent";

/** A draft equivalent to the intent, all steps visited, to review and change it. */
export function draftFromIntent(intent: Intent): Draft {
  const { region, vpcId, services, subnetIds, clientSecurityGroupIds, endpointSecurityGroup, gatewayRouteTableIds } =
    intent;
  const { privateDns, cutover, ipAddressType, acceptedRisks } = intent;
  return {
    ...emptyDraft(region),
    vpcId,
    services,
    network: {
      [vpcId]: {
        subnetIds,
        clientSecurityGroupIds,
        ...(intent.clientSubnetIds ? { clientSubnetIds: intent.clientSubnetIds } : {}),
        endpointSecurityGroup,
        ...(intent.admitVpcCidrs ? { admitVpcCidrs: true } : {}),
        ...(gatewayRouteTableIds ? { gatewayRouteTableIds } : {}),
      },
    },
    policies: policiesFrom(intent),
    ...(intent.ports ? { ports: portsFrom(intent) } : {}),
    privateDns,
    cutover,
    ipAddressType,
    acceptedRisks,
    tags: Object.entries(intent.tags).map(([key, value]) => ({ key, value })),
    visited: [...steps],
  };
}

/** The wizard stores settings of a service by its name in the list of services. */
const nameAmong =
  ({ services, region }: Intent) =>
  (raw: string): string =>
    services.find((service) => service === raw) ??
    services.find((service) => shortName(service, region) === shortName(raw, region)) ??
    raw;

function portsFrom(intent: Intent): Record<string, string> {
  const nameOf = nameAmong(intent);
  return Object.fromEntries(Object.entries(intent.ports ?? {}).map(([raw, ports]) => [nameOf(raw), ports.join(", ")]));
}

/** A policy that a preset produced is shown as that preset. */
function policiesFrom(intent: Intent): Draft["policies"] {
  const { policies, region } = intent;
  const nameOf = nameAmong(intent);
  return Object.fromEntries(
    Object.entries(policies).map(([raw, policy]) => {
      const preset = recognizePreset(policy, region);
      const text = JSON.stringify(policy, null, 2);
      return [nameOf(raw), { own: preset === null, text, ...(preset ? { preset: fieldsOf(preset) } : {}) }];
    }),
  );
}
