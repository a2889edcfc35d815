import { digest } from "#lib/core/text/canonical";
import type { Change } from "./plan-format";

/**
 * The digest of what is approved: where, which calls in which order, and what they rest on (`basisOf`). Reasons and other words
 * do not count.
 */
export function fingerprintOf(
  region: string,
  vpcId: string,
  changes: readonly Change[],
  basis: readonly string[],
): string {
  const effects = changes.map(({ id, operation, input, dependsOn, until }) => ({
    id,
    operation,
    input,
    dependsOn,
    until,
  }));
  return digest({ region, vpcId, effects, ...(basis.length > 0 ? { basis } : {}) });
}
