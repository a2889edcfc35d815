import { type Draft, emptyDraft, steps } from "./draft";
import type { Intent } from "./intent";

/** A draft that amounts to the intent, all steps visited, to look at it again and change it. */
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
        endpointSecurityGroup,
        ...(gatewayRouteTableIds ? { gatewayRouteTableIds } : {}),
      },
    },
    policies: Object.fromEntries(
      Object.entries(intent.policies).map(([service, policy]) => [
        service,
        { own: true, text: JSON.stringify(policy, null, 2) },
      ]),
    ),
    privateDns,
    cutover,
    ipAddressType,
    acceptedRisks,
    tags: Object.entries(intent.tags).map(([key, value]) => ({ key, value })),
    visited: [...steps],
  };
}
