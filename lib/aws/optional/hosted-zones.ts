import {
  type HostedZoneSummary,
  ListHostedZonesByVPCCommand,
  Route53Client,
  type VPCRegion,
} from "@aws-sdk/client-route-53";
import type { HostedZone, Read, VpcId } from "#lib/core/network/snapshot";
import type { Target } from "#lib/core/run/target";
import { attempt, type Service } from "./attempt";
import { domainFrom } from "./domain";

const ROUTE_53: Service = { id: "route_53", name: "Route 53", actions: "route53:ListHostedZonesByVPC" };

/** Route 53 API reference, ListHostedZonesByVPC: up to 100 on a page. */
const PAGE = 100;

/** The private hosted zones associated with a VPC, those of other accounts and of AWS services too. */
export function readHostedZones(target: Target, vpcId: VpcId): Promise<Read<HostedZone[]>> {
  return attempt(target, ROUTE_53, async ({ config, abortSignal }) => {
    const client = new Route53Client(config);
    try {
      const zones: HostedZone[] = [];
      const seen = new Set<string>();
      let NextToken: string | undefined;
      do {
        const page = await client.send(
          new ListHostedZonesByVPCCommand({
            VPCId: vpcId,
            VPCRegion: target.region as VPCRegion,
            MaxItems: PAGE,
            ...(NextToken ? { NextToken } : {}),
          }),
          { abortSignal },
        );
        zones.push(...(page.HostedZoneSummaries ?? []).map(zoneFrom));
        NextToken = page.NextToken;
        if (NextToken && seen.has(NextToken)) break;
        if (NextToken) seen.add(NextToken);
      } while (NextToken);
      return zones;
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
