/** A service that the intent asks for, found among what the Region offers. */
import type { EndpointService, Snapshot } from "./snapshot";

export type RequestedService = {
  /** As the intent writes it: `ecs`, `s3:interface`, or a full name. */
  written: string;
  /** Part after `com.amazonaws.<region>.`, with `:interface` where written so; used in change ids. */
  key: string;
  /** Also offered as a gateway: private DNS may be for inbound resolver endpoints only (EC2 API reference, DnsOptions). */
  twin: boolean;
  offer: EndpointService & { type: "Interface" | "Gateway" };
};

/** The short name of a full one: `ecr.api` of `com.amazonaws.us-east-1.ecr.api`; other forms stay whole. */
export function shortName(fullName: string, region: string): string {
  for (const prefix of [`com.amazonaws.${region}.`, `cn.com.amazonaws.${region}.`]) {
    if (fullName.startsWith(prefix)) return fullName.slice(prefix.length);
  }
  return fullName;
}

/** The DNS suffix of the Region's partition (AWS General Reference): amazonaws.com, or amazonaws.com.cn in China. */
export function dnsSuffix(region: string): string {
  return region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
}

/**
 * Finds what the Region offers under a name as an intent writes it. S3 and DynamoDB are gateways unless written
 * `:interface`; every other service is taken as the interface service it is. null: not offered as such.
 */
export function findService(snapshot: Pick<Snapshot, "services" | "region">, written: string): RequestedService | null {
  const wantsInterface = written.endsWith(":interface");
  const name = wantsInterface ? written.slice(0, -":interface".length) : written;
  const offers = snapshot.services.filter((s) => s.name === name || shortName(s.name, snapshot.region) === name);
  const gateway = wantsInterface ? undefined : offers.find((s) => s.type === "Gateway");
  const offer = gateway ?? offers.find((s) => s.type === "Interface");
  if (!offer) return null;
  const short = shortName(offer.name, snapshot.region);
  const twin = offer.type === "Interface" && (short === "s3" || short === "dynamodb");
  return { written, key: twin ? `${short}:interface` : short, twin, offer: offer as RequestedService["offer"] };
}

/** Under which of its names the intent gives a policy for a service; null: it gives none. */
export function policyFieldOf(
  snapshot: Pick<Snapshot, "services" | "region">,
  policies: Readonly<Record<string, unknown>>,
  { written, key }: RequestedService,
): string | null {
  if (Object.hasOwn(policies, written)) return written;
  return Object.keys(policies).find((name) => findService(snapshot, name)?.key === key) ?? null;
}

/**
 * The standard names that clients of a service use. Interface services list them; a gateway's is the regional name.
 * A wildcard such as `*.dkr.ecr.us-east-1.amazonaws.com` stays as it is.
 */
export function standardNames(service: RequestedService, region: string): string[] {
  if (service.offer.type === "Gateway")
    return [`${shortName(service.offer.name, region)}.${region}.${dnsSuffix(region)}`];
  return service.offer.privateDnsNames;
}
