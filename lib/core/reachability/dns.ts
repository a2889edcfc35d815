/** What the services' standard names resolve to, before and after. */
import type { DnsRow } from "#lib/core/format/plan-format";
import type { Intent } from "#lib/core/intent/intent";
import type { Family } from "#lib/core/network/intervals";
import { type RequestedService, standardNames } from "#lib/core/network/services/service";
import type { Snapshot } from "#lib/core/network/snapshot";
import { type Resolution, resolveName } from "./dns-resolution";

/** What a resolution is in a row: the endpoint, "public", "none" or "unknown". */
function resolvedTo(resolution: Resolution): string {
  if (resolution.kind !== "endpoints") return resolution.kind;
  return resolution.targets.map(({ endpoint }) => endpoint.id).sort()[0] ?? "none";
}

/** A row for each standard name of the services. */
export function dnsRows(
  before: Snapshot,
  after: Snapshot,
  services: readonly RequestedService[],
  { ipAddressType }: Pick<Intent, "ipAddressType">,
): DnsRow[] {
  const family: Family = ipAddressType === "ipv6" ? 6 : 4;
  return services.flatMap((service) =>
    standardNames(service, before).map((name) => {
      const resolved = (snapshot: Snapshot) =>
        resolvedTo(resolveName(snapshot, { service, name: "standard", family }, name));
      return { name, service: service.raw, before: resolved(before), after: resolved(after) };
    }),
  );
}
