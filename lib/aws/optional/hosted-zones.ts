import {
  GetHostedZoneCommand,
  type HostedZoneSummary,
  ListHostedZonesByVPCCommand,
  Route53Client,
  type VPCRegion,
} from "@aws-sdk/client-route-53";
import type { HostedZone, Read, VpcId } from "#lib/core/network/snapshot";
import type { Target } from "#lib/core/run/target";
import { attempt, type Service, unlessRefused } from "./attempt";
import { domainFrom } from "./domain";
import { allPages } from "./pages";
import type { ProfileContent } from "./profiles";

const ROUTE_53: Service = { id: "route_53", name: "Route 53", actions: "route53:ListHostedZonesByVPC" };

/** The private hosted zones associated with a VPC, those of other accounts and of AWS services too. */
export function readHostedZones(target: Target, vpcId: VpcId): Promise<Read<HostedZone[]>> {
  return attempt(target, ROUTE_53, async ({ config, abortSignal }) => {
    const client = new Route53Client(config);
    try {
      const VPC = { VPCId: vpcId, VPCRegion: target.region as VPCRegion };
      const zones = await allPages(
        ({ MaxResults, NextToken }) =>
          client.send(
            new ListHostedZonesByVPCCommand({ ...VPC, MaxItems: MaxResults, ...(NextToken ? { NextToken } : {}) }),
            { abortSignal },
          ),
        (page) => page.HostedZoneSummaries,
      );
      return zones.map(zoneFrom);
    } finally {
      client.destroy();
    }
  });
}

function zoneFrom({ HostedZoneId, Name, Owner }: HostedZoneSummary): HostedZone {
  return {
    id: HostedZoneId ?? "",
    name: domainFrom(Name),
    owningService: Owner?.OwningService ?? null,
    owningAccount: Owner?.OwningAccount ?? null,
  };
}

const ONE_ZONE: Service = { id: "route_53", name: "Route 53", actions: "route53:GetHostedZone" };

/**
 * The zones that Profiles bring, besides those that the VPC has itself. A Profile names a zone by its id only; one whose name cannot be
 * read, as another account's, is left out.
 */
export async function readZonesOfProfiles(
  target: Target,
  profiles: readonly ProfileContent[],
  own: readonly HostedZone[],
): Promise<HostedZone[]> {
  const seen = new Set(own.map(({ id }) => id));
  const wanted = profiles
    .flatMap(({ profile, zones }) => zones.map((zone) => ({ ...zone, profile })))
    .filter(({ id }) => !seen.has(id) && seen.add(id));
  if (wanted.length === 0) return [];
  const read = await attempt(target, ONE_ZONE, async ({ config, abortSignal, hasTime }) => {
    const client = new Route53Client(config);
    const zones: HostedZone[] = [];
    try {
      for (const { id, owner, profile } of wanted) {
        if (!hasTime()) break;
        const response = await unlessRefused(() => client.send(new GetHostedZoneCommand({ Id: id }), { abortSignal }));
        const zone = response?.HostedZone;
        const owningService = zone?.LinkedService?.ServicePrincipal ?? null;
        const owningAccount = owningService === null ? owner : null;
        if (zone) zones.push({ id, name: domainFrom(zone.Name), owningService, owningAccount, profile });
      }
      return zones;
    } finally {
      client.destroy();
    }
  });
  return read.state === "read" ? read.value : [];
}
