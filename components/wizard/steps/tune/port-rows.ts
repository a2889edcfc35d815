import type { Draft } from "#lib/core/intent/draft";
import { portsInWords } from "#lib/core/network/ports";
import { findService } from "#lib/core/network/services/service";
import { portsOfService } from "#lib/core/network/services/service-ports";
import type { Snapshot } from "#lib/core/network/snapshot";

/**
 * A chosen service, the ports that AWS documents for it (null: nobody does, it is not a service of AWS), and whether to ask for
 * them unbidden: where they are not 443 alone, not known, or given.
 */
export type PortRow = { service: string; documented: string | null; ask: boolean };

/** A row for each interface service; gateways take HTTPS only. */
export function portRows(
  snapshot: Snapshot,
  services: readonly { service: string }[],
  given: NonNullable<Draft["ports"]>,
): PortRow[] {
  return services.flatMap(({ service }) => {
    const found = findService(snapshot, service);
    if (found?.offer.type !== "Interface") return [];
    const known = portsOfService(snapshot, found);
    const documented = known && portsInWords(known);
    return [{ service, documented, ask: documented !== "443" || Boolean(given[service]) }];
  });
}
