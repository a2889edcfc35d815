/** A service that the intent asks for, found among what the Region offers. */

import { derivedFrom, memoizeByArguments } from "#lib/core/text/memoize";
import type { EndpointService, Snapshot } from "../snapshot";
import { dnsSuffix } from "./partition";

export type RequestedService = {
  /** As the intent writes it: `ecs`, `s3:interface`, or a full name. */
  raw: string;
  /** The short name, with `:interface` where written so; used in change ids. */
  key: string;
  /** Part of the offered name after its Region. */
  short: string;
  /** Also offered as a gateway: private DNS may be for inbound resolver endpoints only (EC2 API reference, DnsOptions). */
  twin: boolean;
  offer: EndpointService & { type: "Interface" | "Gateway" };
};

type Offers = Pick<Snapshot, "services" | "region">;

/** What follows the Region in a full name, whatever its prefix: `ecr.api` of `cn.com.amazonaws.cn-north-1.ecr.api`; other forms stay whole. */
export function shortName(fullName: string, region: string): string {
  const at = fullName.indexOf(`.${region}.`);
  return at < 0 ? fullName : fullName.slice(at + region.length + 2);
}

/** Whether Amazon owns a service: of others' services AWS documents neither ports nor names. */
export function isAmazons({ owner, name }: EndpointService): boolean {
  return owner === "amazon" || (owner === "" && !name.includes(".vpce-svc-"));
}

const offersByName = (services: readonly EndpointService[]) =>
  memoizeByArguments((region: string, name: string): EndpointService[] => {
    const whole = services.filter((offer) => offer.name === name);
    if (whole.length > 0) return whole;
    const first = (offer: EndpointService) => (offer.name === `com.amazonaws.${region}.${name}` ? 0 : 1);
    return services.filter((offer) => shortName(offer.name, region) === name).sort((a, b) => first(a) - first(b));
  });

/** The offers of a name: the full one's, else the short one's, Amazon's own first. */
const offersOf = ({ services, region }: Offers, name: string) => derivedFrom(services, offersByName)(region, name);

/**
 * Finds what the Region offers under a name as an intent writes it. S3 and DynamoDB are gateways unless written
 * `:interface`; every other service is taken as the interface service it is. null: not offered as such.
 */
export function findService(snapshot: Offers, raw: string): RequestedService | null {
  const wantsInterface = raw.endsWith(":interface");
  const name = wantsInterface ? raw.slice(0, -":interface".length) : raw;
  const offers = offersOf(snapshot, name);
  const gateway = wantsInterface ? undefined : offers.find((s) => s.type === "Gateway");
  const offer = gateway ?? offers.find((s) => s.type === "Interface");
  if (!offer) return null;
  const short = shortName(offer.name, snapshot.region);
  const twin = offer.type === "Interface" && (short === "s3" || short === "dynamodb");
  const known = offersOf(snapshot, short)[0]?.name === offer.name ? short : offer.name;
  return {
    raw,
    key: twin ? `${known}:interface` : known,
    short,
    twin,
    offer: offer as RequestedService["offer"],
  };
}

/** The name under which the intent has an entry for a service, such as a policy or ports; null: none. */
export function serviceField(
  snapshot: Offers,
  byService: Readonly<Record<string, unknown>>,
  { raw, key }: RequestedService,
): string | null {
  if (Object.hasOwn(byService, raw)) return raw;
  return Object.keys(byService).find((name) => findService(snapshot, name)?.key === key) ?? null;
}

/**
 * The standard names that clients of a service use. Interface services list them; a gateway's is the regional name, and of S3
 * Express those of its Availability Zones and the regional control name (S3 user guide, Networking for directory buckets).
 * A wildcard such as `*.dkr.ecr.us-east-1.amazonaws.com` is left unchanged.
 */
export function standardNames(
  { offer, short }: RequestedService,
  { region, subnets }: Pick<Snapshot, "region" | "subnets">,
): string[] {
  if (offer.type !== "Gateway") return offer.privateDnsNames;
  const suffix = `${region}.${dnsSuffix(region)}`;
  if (short !== "s3express") return [`${short}.${suffix}`];
  const zones = subnets.filter(({ availabilityZone }) => offer.availabilityZones.includes(availabilityZone));
  const ids = [...new Set(zones.map(({ availabilityZoneId }) => availabilityZoneId))].filter(Boolean).sort();
  return [`s3express-control.${suffix}`, ...ids.map((id) => `*.s3express-${id}.${suffix}`)];
}
