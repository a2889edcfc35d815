import {
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandOutput,
  type ResourceRecordSet,
  Route53Client,
} from "@aws-sdk/client-route-53";
import type { HostedZone, HostedZoneRecord } from "#lib/core/network/snapshot";
import type { Target } from "#lib/core/run/target";
import { attempt, type Caller, type Service, unlessRefused } from "./attempt";
import { domainFrom } from "./domain";

const RECORDS: Service = { id: "route_53", name: "Route 53", actions: "route53:ListResourceRecordSets" };

/** Route 53 API reference, ListResourceRecordSets: up to 300 on a page. */
const PAGE = 300;

/** Of a name's records those that lead to addresses. */
const LEADING = ["A", "AAAA", "CNAME"];

/**
 * The zones with their records, where these can say where names of services lead: those of other zones are not asked for. null
 * where they cannot be read: of another account's zone, without the permission, or when Route 53, which allows an account five
 * requests a second, takes too long.
 */
export async function withRecords(
  target: Target,
  zones: readonly HostedZone[],
  accountId: string | null,
  concerns: (domain: string) => boolean,
): Promise<HostedZone[]> {
  const wanted = zones.filter(({ name, owningService }) => owningService === null && concerns(name));
  const own = wanted.filter(({ owningAccount }) => accountId === null || owningAccount === accountId);
  const read =
    own.length === 0
      ? null
      : await attempt(target, RECORDS, async (caller) => {
          const client = new Route53Client(caller.config);
          const found = new Map<string, HostedZoneRecord[]>();
          try {
            for (const { id } of own) {
              const records = caller.hasTime() ? await unlessRefused(() => recordsOf(client, id, caller)) : null;
              if (records) found.set(id, records);
            }
            return found;
          } finally {
            client.destroy();
          }
        });
  const found = read?.state === "read" ? read.value : new Map<string, HostedZoneRecord[]>();
  return zones.map((zone) => (wanted.includes(zone) ? { ...zone, records: found.get(zone.id) ?? null } : zone));
}

/** null when there are more than can be read in time: some of a name's records say less than none. */
async function recordsOf(
  client: Route53Client,
  HostedZoneId: string,
  { abortSignal, hasTime }: Caller,
): Promise<HostedZoneRecord[] | null> {
  const sets: ResourceRecordSet[] = [];
  let next: Partial<ListResourceRecordSetsCommandOutput> | undefined;
  do {
    if (!hasTime()) return null;
    const page: ListResourceRecordSetsCommandOutput = await client.send(
      new ListResourceRecordSetsCommand({
        HostedZoneId,
        MaxItems: PAGE,
        StartRecordName: next?.NextRecordName,
        StartRecordType: next?.NextRecordType,
        StartRecordIdentifier: next?.NextRecordIdentifier,
      }),
      { abortSignal },
    );
    sets.push(...(page.ResourceRecordSets ?? []));
    const isFurther = page.NextRecordName !== next?.NextRecordName || page.NextRecordType !== next?.NextRecordType;
    const isNew = isFurther || page.NextRecordIdentifier !== next?.NextRecordIdentifier;
    next = page.IsTruncated && isNew ? page : undefined;
  } while (next);
  return sets.filter(({ Type = "" }) => LEADING.includes(Type)).map(recordFrom);
}

function recordFrom({ Name, Type, ResourceRecords, AliasTarget }: ResourceRecordSet): HostedZoneRecord {
  const type = Type ?? "";
  return {
    name: domainFrom(Name),
    type,
    values: (ResourceRecords ?? []).map(({ Value = "" }) => (type === "CNAME" ? domainFrom(Value) : Value)),
    alias: AliasTarget ? domainFrom(AliasTarget.DNSName) : null,
  };
}
